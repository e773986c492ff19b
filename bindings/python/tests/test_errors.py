"""Peers that are old, broken, slow or hostile, and what a script gets to see of them."""
import errno
import gc
import os
import socket
import subprocess
import sys
import threading
import unittest
from unittest import mock

from daemon import TIMEOUT, Daemon, eventually
from nscldaq.PortManager import PortManager
from nscldaq.portmanager import _handle
from peer import HANG_UP, RESET, Peer, old, saying


class Errors(unittest.TestCase):
    def request(self, peer, **options):
        return PortManager("localhost", peer.port, **options).getPort("s")

    def test_nobody_listens(self):
        with self.assertRaises(ConnectionRefusedError) as caught:
            PortManager("127.0.0.1", 1)
        self.assertEqual(caught.exception.errno, errno.ECONNREFUSED)
        self.assertIn("127.0.0.1 port 1", str(caught.exception))

    def test_a_host_that_does_not_exist_has_the_error_that_sockets_have(self):
        with self.assertRaises(socket.gaierror) as theirs:
            socket.create_connection(("no-such-host.invalid", 30000))
        with self.assertRaises(socket.gaierror) as ours:
            PortManager("no-such-host.invalid")
        self.assertEqual(ours.exception.errno, theirs.exception.errno)
        self.assertIn("no-such-host.invalid", str(ours.exception))

    def test_a_look_up_that_takes_too_long_is_a_TimeoutError(self):
        never = threading.Event()
        self.addCleanup(never.set)
        with mock.patch.object(_handle, "slow") as library:
            library.portmanager_resolve.side_effect = lambda number: never.wait()
            with self.assertRaisesRegex(TimeoutError, "some-host could not be looked up within 0.05 s"):
                PortManager("some-host", timeout=0.05)

    def test_half_a_reply_and_silence_are_a_TimeoutError(self):
        for text in (b"OK 301", b""):
            with self.subTest(text), saying(text) as peer:
                with self.assertRaisesRegex(TimeoutError, "within 0.1 s"):
                    self.request(peer, timeout=0.1)

    def test_half_a_reply_and_the_end_are_a_ConnectionError(self):
        with Peer(lambda line: HANG_UP) as peer:
            with self.assertRaisesRegex(ConnectionError, "closed the connection"):
                self.request(peer)

    def test_a_reset_is_a_ConnectionResetError(self):
        with Peer(lambda line: RESET) as peer:
            with self.assertRaises(ConnectionResetError):
                self.request(peer)

    def test_garbage_is_a_RuntimeError_that_shows_it(self):
        garbage = {
            b"HTTP/1.1 400 Bad Request\r\n": "HTTP/1.1 400",
            b"OK\n": "OK",
            b"OK ring\n": "OK ring",
            b"OK 70000\n": "OK 70000",
            b"\xff\xfe\n": "",
            b"OK {30001\n": "OK",
            b"x" * 70000: "65536",
        }
        for text, shown in garbage.items():
            with self.subTest(text[:20]), saying(text) as peer:
                with self.assertRaisesRegex(RuntimeError, shown.replace("{", r"\{")):
                    self.request(peer)

    def test_a_listing_that_ends_early_or_has_a_bad_row_is_an_error(self):
        for text, error, timeout in (
            (b"OK 2\n1 a b\n", TimeoutError, 0.1),
            (b"OK 1\n1 a\n", RuntimeError, TIMEOUT),
            (b"OK -1\n", RuntimeError, TIMEOUT),
        ):
            with self.subTest(text), saying(text) as peer:
                with self.assertRaises(error):
                    PortManager("localhost", peer.port, timeout=timeout).listPorts()

    def test_after_an_error_every_call_says_what_it_was(self):
        with saying(b"nonsense\n") as peer:
            pm = PortManager("localhost", peer.port)
            with self.assertRaises(RuntimeError):
                pm.listPorts()
            for call in (pm.listPorts, pm.find, lambda: pm.getPort("s"), lambda: pm.claim(1, "s"), lambda: pm.release(1)):
                with self.assertRaisesRegex(ConnectionError, "nonsense"):
                    call()

    def test_an_old_port_manager_is_told_apart_and_costs_no_port(self):
        with old(["30105 {Epics Display} fox"]) as peer:
            pm = PortManager("localhost", peer.port)
            self.assertEqual(pm.getPort("s"), 30105)
            with self.assertRaisesRegex(NotImplementedError, "CLAIM"):
                pm.claim(30001, "s")
            with self.assertRaisesRegex(NotImplementedError, "FREE"):
                pm.release(30105)
            self.assertEqual(pm.listPorts(), [{"service": "Epics Display", "user": "fox", "port": 30105}])

    def test_arguments_that_cannot_be_right_are_told_of_and_cost_nothing(self):
        with old() as peer:
            pm = PortManager("localhost", peer.port)
            for name in ("", "a\nb", "a\0b", "n" * 256, "n" * 1024 * 1024, "\udcff", "\ud800"):
                with self.subTest(name[:10]):
                    with self.assertRaises(ValueError):
                        pm.getPort(name)
            for name in (None, b"bytes", 5):
                with self.subTest(name), self.assertRaises(TypeError):
                    pm.getPort(name)
                with self.subTest(name), self.assertRaises(TypeError):
                    pm.find(service=name or 5)
            for port in (0, 65536, -1):
                with self.subTest(port), self.assertRaises(ValueError):
                    PortManager("localhost", port)
            with self.assertRaises(TypeError):
                PortManager("localhost", "30000")
            with self.assertRaises(TypeError):
                PortManager(None)
            for timeout in (-1, float("nan"), float("inf"), 1e9):
                with self.subTest(timeout), self.assertRaises(ValueError):
                    PortManager("localhost", peer.port, timeout=timeout)
            for host in ("", " ", "local\0host"):
                with self.subTest(host), self.assertRaises(ValueError):
                    PortManager(host)
            self.assertEqual(pm.getPort("still"), 30105)
            self.assertEqual(len(peer.lines), 1)

    def test_a_megabyte_as_a_criterion_finds_nothing(self):
        with old(["1 a b"]) as peer:
            self.assertEqual(PortManager("localhost", peer.port).find(service="n" * 1024 * 1024), [])

    def test_fifty_thousand_rows(self):
        rows = ["%d {service number %d} user_%d" % (i, i, i % 100) for i in range(1, 50001)]
        with old(rows) as peer:
            listed = PortManager("localhost", peer.port).listPorts()
        self.assertEqual(len(listed), 50000)
        self.assertEqual(listed[-1], {"service": "service number 50000", "user": "user_0", "port": 50000})

    def test_any_name_arrives_as_it_is(self):
        names = ["Epics Display", "{", "}", '"', "a\\b", "$x [y]", "#c", "Kühlung", "€", "\U0001f600", " ", "n" * 255]
        names += ["LAB\\fox", "LAB\\u0041", "LAB\\John Smith", "fox@lab", "HOST$", "a\u00a0b", "a\u2028b", "\u3000", "\u202eexe.gpj", "\\u0020"]
        with Daemon(size=50) as daemon:
            for name in names:
                with self.subTest(name), PortManager("localhost", daemon.port, user=name) as pm:
                    port = pm.getPort(name)
                    self.assertEqual(pm.find(service=name, user=name), [{"service": name, "user": name, "port": port}])


class WhatPythonUsersExpect(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)

    def connect(self, **options):
        pm = PortManager("localhost", self.daemon.port, **options)
        self.addCleanup(pm.close)
        return pm

    def test_a_with_statement_releases_the_ports(self):
        with self.connect() as pm:
            pm.getPort("inside")
            self.assertEqual(len(self.connect().find(service="inside")), 1)
        eventually(lambda: self.connect().find(service="inside") == [], "the port is released")
        with self.assertRaises(ConnectionError):
            pm.listPorts()
        pm.close()

    def test_release_gives_one_port_back(self):
        pm = self.connect()
        first, second = pm.getPort("first"), pm.getPort("second")
        pm.release(first)
        self.assertEqual([row["port"] for row in self.connect().listPorts()], [second])

    def test_claim_gets_this_very_port_and_a_refusal_changes_nothing(self):
        pm, other = self.connect(), self.connect()
        port = self.daemon.pool[7]
        pm.claim(port, "fixed")
        with self.assertRaises(RuntimeError):
            other.claim(port, "mine")
        other.getPort("still")
        self.assertEqual([row["port"] for row in other.find(service="fixed")], [port])

    def test_getUniquePort_is_refused_while_the_user_has_that_name_and_a_refusal_changes_nothing(self):
        pm, other = self.connect(), self.connect()
        port = pm.getUniquePort("unique")
        with self.assertRaises(RuntimeError):
            other.getUniquePort("unique")
        other.getPort("still")
        self.assertEqual([row["port"] for row in other.find(service="unique")], [port])

    def test_waitFor_returns_a_service_that_is_there_or_comes(self):
        pm, server = self.connect(), self.connect(user="fox")
        with self.assertRaisesRegex(TimeoutError, "awaited"):
            pm.waitFor("awaited", timeout=0)
        with self.assertRaises(TimeoutError):
            pm.waitFor("awaited", timeout=0.05)
        port = server.getPort("awaited")
        self.assertEqual(pm.waitFor("awaited"), {"service": "awaited", "user": "fox", "port": port})
        self.assertEqual(pm.waitFor("awaited", "fox", timeout=5)["port"], port)
        with self.assertRaises(TimeoutError):
            pm.waitFor("awaited", "cerizza", timeout=0.05)
        self.assertEqual(len(pm.listPorts()), 1)

    def test_waitFor_asks_an_old_port_manager_again_and_again(self):
        rows = []
        with old(rows) as peer:
            pm = PortManager("localhost", peer.port)
            with self.assertRaises(TimeoutError):
                pm.waitFor("s", timeout=0.15)
            rows.append("30001 s fox")
            self.assertEqual(pm.waitFor("s")["port"], 30001)

    def test_repr_says_whom_it_leads_to_and_whether_it_is_closed(self):
        pm = self.connect()
        self.assertEqual(repr(pm), "<PortManager on localhost port %d>" % self.daemon.port)
        pm.close()
        self.assertEqual(repr(pm), "<closed PortManager on localhost port %d>" % self.daemon.port)

    def test_localhost_needs_no_name_service(self):
        hide = 'for file in hosts resolv.conf nsswitch.conf; do mount --bind /dev/null /etc/$file || exit; done; exec "$@"'
        script = "from nscldaq.PortManager import PortManager; print(PortManager('localhost', %d).listPorts())" % self.daemon.port
        own = [] if os.geteuid() == 0 else ["--map-root-user"]
        said = subprocess.run(
            ["unshare", "--mount"] + own + ["sh", "-c", hide, "sh", sys.executable, "-c", script], stdout=subprocess.PIPE, check=True
        )
        self.assertEqual(said.stdout, b"[]\n")

    def test_the_timeout_is_a_keyword(self):
        with self.assertRaises(TypeError):
            PortManager("localhost", self.daemon.port, 5)
        self.assertEqual(self.connect(timeout=5).listPorts(), [])

    def test_port_None_finds_the_port_manager_of_this_host_or_tries_30000(self):
        try:
            pm = PortManager("localhost", None)
        except ConnectionRefusedError as error:
            self.assertIn("port ", str(error))
        else:
            self.assertIn(pm.port, range(1, 65536))

    def test_what_cannot_be_connected_is_collected_without_a_word(self):
        with mock.patch("sys.unraisablehook") as unraisable:
            for arguments in (("localhost", 1), ("", 1), (None, 1)):
                with self.subTest(arguments), self.assertRaises((OSError, ValueError, TypeError)):
                    PortManager(*arguments)
            gc.collect()
        unraisable.assert_not_called()
