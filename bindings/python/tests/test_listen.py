"""Ports together with the sockets that listen on them."""
import errno
import socket
import unittest

from daemon import Daemon
from nscldaq.PortManager import PortManager
from peer import Peer


class Listen(unittest.TestCase):
    def test_the_socket_listens_on_the_port_that_is_advertised(self):
        with Daemon() as daemon, PortManager("localhost", daemon.port, user="fox") as pm, pm.listen("s") as listener:
            port = listener.getsockname()[1]
            self.assertEqual(pm.listPorts(), [{"service": "s", "user": "fox", "port": port}])
            socket.create_connection(("127.0.0.1", port)).close()

    def test_an_address_can_be_chosen(self):
        with Daemon() as daemon, PortManager("localhost", daemon.port) as pm, pm.listen("s", address="127.0.0.1") as listener:
            self.assertEqual(listener.getsockname()[0], "127.0.0.1")

    def test_if_another_program_was_faster_another_port_is_asked_for(self):
        with socket.create_server(("", 0)) as faster, socket.create_server(("", 0)) as nobody:
            taken, free = (listener.getsockname()[1] for listener in (faster, nobody))
            nobody.close()
            released = []

            def answer(line):
                if line == "VERSION":
                    return b"OK {PortManager 0.1.0} FREE\n"
                if line.startswith("FREE "):
                    released.append(int(line[5:]))
                    return b"OK %d\n" % taken
                return b"OK %d\n" % (free if released else taken)

            with Peer(answer) as peer, PortManager("localhost", peer.port) as pm, pm.listen("s") as listener:
                self.assertEqual(listener.getsockname()[1], free)
            self.assertEqual(released, [taken])

    def test_if_it_cannot_listen_the_port_is_released_and_the_error_raised(self):
        with Daemon() as daemon, PortManager("localhost", daemon.port) as pm:
            with self.assertRaises(OSError) as raised:
                pm.listen("s", address="192.0.2.1")
            self.assertEqual(raised.exception.errno, errno.EADDRNOTAVAIL)
            self.assertEqual(pm.listPorts(), [])
