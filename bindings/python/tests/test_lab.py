"""What nscldaq.portmanager.lab says of a lab: a real daemon, and a real etcd with rows of other hosts."""
import json
import os
import socket
import threading
import unittest
from unittest import mock

from daemon import Daemon, eventually
from etcd import Etcd
from nscldaq.portmanager.lab import Lab


def row(service, user="fox", state="reserved", **more):
    return json.dumps(dict(service=service, user=user, state=state, since="2026-01-31T12:00:00.123Z", **more))


class ALab(unittest.TestCase):
    def setUp(self):
        self.etcd = self.enter(Etcd())
        self.daemon = self.start()
        self.lab = Lab("localhost", self.daemon.port)
        eventually(self.is_read, "the directory is read")

    def enter(self, context):
        entered = context.__enter__()
        self.addCleanup(context.__exit__)
        return entered

    def start(self, *options):
        return self.enter(Daemon("--directory", self.etcd.url, "--host-name", "this", *options))

    def is_read(self):
        try:
            return self.lab.directory()["state"] == "current"
        except ConnectionError:
            return False

    def put(self, key, *names, **more):
        self.etcd.put(key, row(*names, **more))

    def shown(self, count):
        return eventually(lambda: len(self.lab.list()) == count and self.lab.list(), "%d services are shown" % count)

    def watch(self, **criteria):
        watch = self.lab.watch(**criteria)
        self.addCleanup(watch.close)
        return watch

    def told(self, watch):
        change = next(watch)
        return "%s %s %s:%d" % (change["change"], change["service"], change["host"], change["port"])

    def test_list_gives_the_services_of_all_hosts_by_host_and_port(self):
        self.put("h2/30001", "b")
        self.put("h1/30002", "a", "wolf", verifiedUser="fox")
        rows = self.shown(2)
        self.assertEqual(
            rows[0],
            {"host": "h1", "port": 30002, "service": "a", "user": "wolf", "verifiedUser": "fox", "state": "reserved", "since": "2026-01-31T12:00:00.123Z"},
        )
        self.assertEqual([r["host"] for r in rows], ["h1", "h2"])

    def test_find_gives_those_that_match_all_that_is_given(self):
        self.put("h1/30001", "Ring & Master", "fox")
        self.put("h1/30002", "Ring & Reader", "wolf", verifiedUser="fox")
        self.put("h2/30001", "Ring & Master", "wolf")
        self.shown(3)
        for criteria, count in [
            (dict(service="Ring & Master"), 2),
            (dict(beginswith="Ring & "), 3),
            (dict(user="fox"), 2),
            (dict(beginswith="Ring & ", user="wolf", host="h1"), 1),
            (dict(service="Ring"), 0),
        ]:
            with self.subTest(criteria):
                self.assertEqual(len(self.lab.find(**criteria)), count)

    def test_wait_for_returns_the_service_when_some_host_has_it(self):
        self.put("h1/30001", "other")
        found = []
        waiting = threading.Thread(target=lambda: found.append(self.lab.wait_for("late", host="h2", timeout=60)))
        waiting.start()
        self.put("h1/30002", "late")
        self.put("h2/30003", "late")
        waiting.join(60)
        self.assertEqual([(r["host"], r["port"]) for r in found], [("h2", 30003)])

    def test_wait_for_gives_up_after_its_time(self):
        with self.assertRaisesRegex(TimeoutError, "no host"):
            self.lab.wait_for("never", timeout=0.2)

    def test_watch_tells_what_is_there_and_then_what_comes_changes_and_goes(self):
        self.put("h1/30001", "there")
        self.shown(1)
        watch = self.watch()
        self.assertEqual(self.told(watch), "added there h1:30001")
        self.put("h2/30001", "comes")
        self.assertEqual(self.told(watch), "added comes h2:30001")
        self.put("h2/30001", "comes", "fox", "listening")
        self.assertEqual(self.told(watch), "updated comes h2:30001")
        self.etcd.delete("h1/30001")
        self.assertEqual(self.told(watch), "removed there h1:30001")
        self.put("h2/30001", "another")
        self.assertEqual([self.told(watch), self.told(watch)], ["removed comes h2:30001", "added another h2:30001"])

    def test_watch_tells_only_what_find_would_list(self):
        watch = self.watch(beginswith="Ring", user="fox", host="h1")
        self.put("h1/30001", "RingMaster", "wolf")
        self.put("h2/30001", "RingMaster", "fox")
        self.put("h1/30002", "Other", "fox")
        self.put("h1/30003", "RingReader", "wolf", verifiedUser="fox")
        self.assertEqual(self.told(watch), "added RingReader h1:30003")
        self.put("h1/30003", "RingReader", "wolf")
        self.assertEqual(self.told(watch), "removed RingReader h1:30003")

    def test_a_watch_outlasts_a_restart_of_the_port_manager_and_tells_the_differences(self):
        self.put("h1/30001", "stays")
        self.put("h1/30002", "goes")
        self.shown(2)
        watch = self.watch()
        self.assertEqual([self.told(watch), self.told(watch)], ["added stays h1:30001", "added goes h1:30002"])
        self.daemon.stop()
        self.etcd.delete("h1/30002")
        self.put("h1/30003", "comes")
        self.start("--listen", "127.0.0.1:%d" % self.daemon.port)
        self.assertEqual([self.told(watch), self.told(watch)], ["removed goes h1:30002", "added comes h1:30003"])

    def test_a_watch_whose_stream_breaks_goes_on_where_it_was(self):
        self.put("h1/30001", "listed")
        self.shown(1)
        with Cutter(self.daemon.port) as cutter:
            watch = Lab("127.0.0.1", cutter.port).watch()
            self.addCleanup(watch.close)
            self.assertEqual(self.told(watch), "added listed h1:30001")
            self.put("h1/30002", "streamed")
            self.assertEqual(self.told(watch), "added streamed h1:30002")
            cutter.cut()
            self.put("h1/30003", "missed")
            self.put("h1/30004", "missed too")
            self.assertEqual([self.told(watch), self.told(watch)], ["added missed h1:30003", "added missed too h1:30004"])
            self.assertTrue(any(b"Last-Event-ID: " in request for request in cutter.requests[2:]), cutter.requests)

    def test_while_etcd_is_away_the_last_rows_are_listed_and_directory_says_so(self):
        self.put("h1/30001", "there")
        self.shown(1)
        self.etcd.kill()
        directory = eventually(lambda: self.lab.directory()["state"] == "away" and self.lab.directory(), "etcd is away")
        self.assertLessEqual({"since", "asOf", "problem"}, set(directory))
        self.assertEqual([r["service"] for r in self.lab.list()], ["there"])
        self.etcd.start()
        eventually(self.is_read, "etcd is back")

    def test_no_proxy_of_the_environment_is_used(self):
        self.put("h1/30001", "there")
        self.shown(1)
        proxies = {name: "http://127.0.0.1:1" for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")}
        with mock.patch.dict(os.environ, proxies):
            self.assertEqual(len(self.lab.list()), 1)
            self.assertEqual(self.lab.wait_for("there", timeout=60)["port"], 30001)


class WhatFails(unittest.TestCase):
    def test_a_port_manager_without_a_directory_says_which_option_it_needs(self):
        with Daemon() as daemon:
            for call in (Lab("localhost", daemon.port).list, Lab("localhost", daemon.port).watch().__next__):
                with self.assertRaisesRegex(RuntimeError, "--directory"):
                    call()

    def test_a_directory_that_was_never_read_is_no_empty_lab(self):
        with Daemon("--directory", "http://127.0.0.1:1", "--host-name", "this") as daemon:
            with self.assertRaisesRegex(ConnectionError, "the directory of the lab cannot be read"):
                Lab("localhost", daemon.port).list()

    def test_a_host_that_cannot_be_reached_is_an_OSError_from_each_call(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        lab = Lab("127.0.0.1", port)
        for call in (lab.list, lab.watch().__next__, lambda: lab.wait_for("s", timeout=60)):
            with self.assertRaises(OSError):
                call()

    def test_something_else_than_HTTP_is_a_ConnectionError(self):
        with Daemon("--no-http") as daemon:
            with self.assertRaisesRegex(ConnectionError, "does not answer as a port manager"):
                Lab("localhost", daemon.port).list()


class Cutter:
    """Passes connections on to a port, and cuts them when it is told to; use it in a with statement."""

    def __init__(self, to):
        self._to, self._open, self.requests = to, [], []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()
        self.cut()

    def cut(self):
        """Cuts all connections that there are."""
        while self._open:
            end = self._open.pop()
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is over already
            end.close()

    def _accept(self):
        while True:
            try:
                near = self._listener.accept()[0]
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            self._open += [near, far]
            threading.Thread(target=self._pass, args=(near, far, self.requests), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, []), daemon=True).start()

    @staticmethod
    def _pass(source, target, seen):
        try:
            data = source.recv(65536)
            while data:
                seen.append(data)
                target.sendall(data)
                data = source.recv(65536)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # cut


if __name__ == "__main__":
    unittest.main()
