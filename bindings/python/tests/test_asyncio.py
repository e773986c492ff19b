"""The calls that programs with asyncio await."""
import asyncio
import contextlib
import socket
import threading
import unittest

from daemon import TIMEOUT, Daemon
from nscldaq.PortManager import PortManager
from peer import Peer


class Asyncio(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.daemon = stack.enter_context(Daemon(size=60))

    async def connected(self, user="fox"):
        pm = await PortManager.aconnect("localhost", self.daemon.port, user=user)
        self.addCleanup(pm.close)
        return pm

    async def test_each_call_does_what_the_one_without_the_a_does(self):
        pm = await self.connected()
        port = await pm.agetPort("RingMaster")
        self.assertEqual(await pm.alistPorts(), [{"service": "RingMaster", "user": "fox", "port": port}])
        self.assertEqual(await pm.alistPorts(), pm.listPorts())
        self.assertEqual(await pm.afind(beginswith="Ring"), pm.find(beginswith="Ring"))
        self.assertEqual(await pm.afind(user="cerizza"), [])
        self.assertEqual(await pm.aadvertisedName(port), "RingMaster")
        with self.assertRaises(LookupError):
            await pm.aadvertisedName(1)
        await pm.arelease(port)
        await pm.aclaim(port, "claimed")
        self.assertEqual((await pm.awaitFor("claimed", timeout=TIMEOUT))["port"], port)
        with self.assertRaisesRegex(RuntimeError, "claimed"):
            await pm.aclaim(port, "again")
        await pm.agetUniquePort("only")
        with self.assertRaises(RuntimeError):
            await pm.agetUniquePort("only")
        with self.assertRaises(RuntimeError):
            await pm.afind(name="claimed")
        with self.assertRaises(ValueError):
            await pm.arelease(0)
        self.assertEqual(len(pm.listPorts()), 2)

    def test_there_is_one_for_each_call(self):
        calls = [name for name in vars(PortManager) if callable(getattr(PortManager, name)) and name[0] not in "_"]
        self.assertGreater(len(calls), 7)
        for name in calls:
            awaited = "awaitFor" if name == "waitFor" else "a" + name
            self.assertEqual(hasattr(PortManager, awaited), name != "close", name)

    async def test_many_tasks_share_one_connection(self):
        pm = await self.connected()
        ports = await asyncio.gather(*(pm.agetPort("s%d" % i) for i in range(50)))
        self.assertEqual(len(set(ports)), 50)
        await asyncio.gather(*(pm.arelease(port) for port in ports))
        self.assertEqual(await pm.alistPorts(), [])

    async def test_a_server_of_asyncio_takes_the_socket(self):
        pm = await self.connected()

        async def greet(_, writer):
            writer.write(b"hello\n")
            writer.close()

        async with await asyncio.start_server(greet, sock=await pm.alisten("greeter", address="127.0.0.1")):
            found = await pm.awaitFor("greeter")
            reader, writer = await asyncio.open_connection("127.0.0.1", found["port"])
            self.assertEqual(await reader.readline(), b"hello\n")
            writer.close()

    async def test_other_tasks_run_while_one_waits_and_no_thread_is_made(self):
        pm = await self.connected()
        threads = threading.active_count()
        waiting = asyncio.ensure_future(pm.awaitFor("awaited"))
        await asyncio.sleep(0.05)
        self.assertFalse(waiting.done())
        self.assertEqual(threading.active_count(), threads)
        port = await pm.agetPort("awaited")
        self.assertEqual((await waiting)["port"], port)

    async def test_a_watch_tells_what_is_there_and_what_comes_and_goes(self):
        pm = await self.connected()
        first = await pm.agetPort("watched 1")
        changes = pm.watch(beginswith="watched")
        self.assertEqual(await changes.__anext__(), {"service": "watched 1", "user": "fox", "port": first, "change": "added"})
        await pm.agetPort("other")
        second = await pm.agetPort("watched 2")
        self.assertEqual(await changes.__anext__(), {"service": "watched 2", "user": "fox", "port": second, "change": "added"})
        await pm.arelease(first)
        self.assertEqual(await changes.__anext__(), {"service": "watched 1", "user": "fox", "port": first, "change": "removed"})
        await changes.aclose()
        self.assertEqual(len(await pm.alistPorts()), 2)

    async def test_a_wait_and_a_watch_that_are_cancelled_cost_no_port(self):
        pm = await self.connected()
        await pm.agetPort("held")

        async def watch():
            async for _ in pm.watch(service="never"):
                pass

        for waits in (pm.awaitFor("never"), watch()):
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(waits, 0.05)
        with self.assertRaises(TimeoutError):
            await pm.awaitFor("never", timeout=0.05)
        self.assertEqual(len(await pm.alistPorts()), 1)

    async def test_a_request_that_is_cancelled_ends_the_connection(self):
        with Peer(lambda line: b"") as peer:
            pm = await PortManager.aconnect("localhost", peer.port)
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(pm.agetPort("s"), 0.05)
            with self.assertRaises(ConnectionError):
                await pm.agetPort("s")

    async def test_a_port_manager_that_says_nothing_is_a_time_out(self):
        with Peer(lambda line: b"") as peer:
            pm = await PortManager.aconnect("localhost", peer.port, timeout=0.1)
            with self.assertRaises(TimeoutError):
                await pm.alistPorts()

    async def test_closing_ends_a_wait_from_the_loop_and_from_another_thread(self):
        for close in (lambda pm: pm.close(), lambda pm: threading.Thread(target=pm.close).start()):
            pm = await self.connected()
            waiting = asyncio.ensure_future(pm.awaitFor("never"))
            await asyncio.sleep(0.05)
            close(pm)
            with self.assertRaises(ConnectionError):
                await asyncio.wait_for(waiting, TIMEOUT)

    async def test_a_connection_that_is_refused_has_its_own_error(self):
        with socket.create_server(("127.0.0.1", 0)) as nobody:
            port = nobody.getsockname()[1]
        with self.assertRaises(ConnectionRefusedError):
            await PortManager.aconnect("localhost", port)

    def test_one_object_serves_one_loop_after_another_and_calls_without_a_loop(self):
        pm = PortManager("localhost", self.daemon.port)
        first = asyncio.run(pm.agetPort("a"))
        second = asyncio.run(pm.agetPort("b"))
        third = pm.getPort("c")
        self.assertEqual(len({first, second, third}), 3)
        pm.close()
