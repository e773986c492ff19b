"""Forks, programs that are started, threads and signals while ports are held."""
import os
import signal
import subprocess
import sys
import threading
import unittest

from daemon import TIMEOUT, Daemon, eventually
from nscldaq.PortManager import PortManager
from peer import Peer, saying

PROGRAM = """
import sys, time
from nscldaq.PortManager import PortManager
pm = PortManager("localhost", int(sys.argv[1]))
try:
    print("ready", flush=True)
    %s
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def in_child(run):
    """Runs something in a forked child; gives its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            run()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


class Processes(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(size=40)
        self.daemon.__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.pm = self.connect()

    def connect(self):
        pm = PortManager("localhost", self.daemon.port)
        self.addCleanup(pm.close)
        return pm

    def sleeps(self, program):
        with open("/proc/%d/stat" % program.pid) as file:
            return file.read().rpartition(")")[2].split()[0] == "S"

    def listed(self, service):
        return [row for row in self.connect().listPorts() if row["service"] == service]

    def test_a_forked_child_uses_its_parents_connection_and_new_ones(self):
        self.pm.getPort("parent")

        def child():
            assert len(self.pm.listPorts()) == 1
            with PortManager("localhost", self.daemon.port) as own:
                for _ in range(500):
                    own.release(own.getPort("child"))
                assert own.waitFor("parent", timeout=TIMEOUT)

        self.assertEqual(in_child(child), 0)
        self.assertEqual(len(self.pm.listPorts()), 1)

    def test_a_child_that_closes_or_ends_takes_no_port_from_its_parent(self):
        self.pm.getPort("kept")
        self.assertEqual(in_child(self.pm.close), 0)
        self.assertEqual(in_child(lambda: None), 0)
        self.assertEqual(len(self.listed("kept")), 1)
        self.pm.getPort("more")

    def test_a_program_that_goes_into_the_background_keeps_its_port(self):
        self.pm.getPort("background")
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(writing)
            os.read(reading, 1)
            os._exit(0)
        self.pm.close()
        self.assertEqual(len(self.listed("background")), 1)
        os.close(writing)
        os.waitpid(child, 0)
        os.close(reading)
        eventually(lambda: self.listed("background") == [], "the port is released")

    def test_a_child_forked_while_other_threads_make_requests_is_well(self):
        stop = threading.Event()

        def make_requests():
            with self.connect() as own:
                while not stop.is_set():
                    own.listPorts()

        threads = [threading.Thread(target=make_requests) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(20):

                def child():
                    signal.alarm(TIMEOUT)
                    with PortManager("localhost", self.daemon.port) as own:
                        for _ in range(100):
                            own.listPorts()

                self.assertEqual(in_child(child), 0)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def test_a_program_that_is_started_keeps_no_port(self):
        self.pm.getPort("started")
        # Even when it is given all that can be inherited.
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False) as program:
            self.pm.close()
            eventually(lambda: self.listed("started") == [], "the port is released")
            program.stdin.close()

    def test_close_in_one_thread_ends_the_call_of_another(self):
        for call in (PortManager.listPorts, lambda pm: pm.waitFor("a service that never comes")):
            with self.subTest(call), Peer(lambda line: b"") as peer:
                pm = PortManager("localhost", peer.port, timeout=10 * TIMEOUT)
                ended = []

                def work():
                    try:
                        call(pm)
                    except ConnectionError as error:
                        ended.append(error)

                thread = threading.Thread(target=work, daemon=True)
                thread.start()
                eventually(lambda: peer.lines, "the request has come")
                pm.close()
                thread.join(TIMEOUT)
                self.assertEqual(1, len(ended))

    def test_threads_share_one_connection_and_have_their_own(self):
        errors = []

        def work(pm):
            try:
                for _ in range(100):
                    port = pm.getPort("threaded")
                    pm.listPorts()
                    pm.release(port)
            except Exception as error:
                errors.append(error)

        for connections in ([self.pm] * 8, [self.connect() for _ in range(8)]):
            threads = [threading.Thread(target=work, args=(pm,)) for pm in connections]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(errors, [])
        self.assertEqual(self.pm.listPorts(), [])

    def test_other_threads_run_while_one_waits(self):
        waiting = threading.Thread(target=lambda: self.pm.waitFor("awaited", timeout=TIMEOUT))
        waiting.start()
        for _ in range(100):
            self.pm.listPorts()
        self.assertTrue(waiting.is_alive())
        self.pm.getPort("awaited")
        waiting.join(TIMEOUT)
        self.assertFalse(waiting.is_alive())

    def test_ctrl_c_interrupts_a_wait_and_a_request(self):
        with saying(b"") as peer:
            for port, call in ((self.daemon.port, "pm.waitFor('never')"), (peer.port, "pm.getPort('s')")):
                with self.subTest(call):
                    program = subprocess.Popen(
                        [sys.executable, "-c", PROGRAM % call, str(port)], stdout=subprocess.PIPE, text=True
                    )
                    self.assertEqual(program.stdout.readline(), "ready\n")
                    eventually(lambda: self.sleeps(program), "it waits")
                    program.send_signal(signal.SIGINT)
                    self.assertEqual(program.stdout.read(), "interrupted\n")
                    self.assertEqual(program.wait(TIMEOUT), 0)
                    program.stdout.close()

    def test_a_signal_whose_handler_returns_interrupts_nothing(self):
        handled = []
        before = signal.signal(signal.SIGALRM, lambda *_: handled.append(1))
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
            with self.assertRaises(TimeoutError):
                self.pm.waitFor("never", timeout=0.2)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        self.assertTrue(handled)

    def test_an_interrupted_request_ends_the_connection_and_an_interrupted_wait_does_not(self):
        class Interrupt(Exception):
            pass

        def interrupt(*_):
            raise Interrupt

        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            with self.assertRaises(Interrupt):
                signal.setitimer(signal.ITIMER_REAL, 0.05)
                self.pm.waitFor("never")
            self.assertEqual(self.pm.listPorts(), [])
            with saying(b"") as peer:
                pm = PortManager("localhost", peer.port)
                with self.assertRaises(Interrupt):
                    # Time enough to be waiting for the reply.
                    signal.setitimer(signal.ITIMER_REAL, 0.5)
                    pm.listPorts()
                with self.assertRaises(ConnectionError):
                    pm.listPorts()
        finally:
            signal.signal(signal.SIGALRM, before)

    def test_the_library_leaves_the_programs_signals_as_they_are(self):
        check = (
            "import signal\n"
            "names = [s for s in signal.Signals if s not in (signal.SIGSEGV, signal.SIGFPE, signal.SIGRTMIN)]\n"
            "before = [signal.getsignal(s) for s in names]\n"
            "from nscldaq.PortManager import PortManager\n"
            "PortManager('localhost', %d).listPorts()\n"
            "assert before == [signal.getsignal(s) for s in names]\n" % self.daemon.port
        )
        self.assertEqual(subprocess.run([sys.executable, "-c", check]).returncode, 0)

    def test_a_program_ends_as_it_would_with_ports_held(self):
        for end in ("sys.exit(3)", "import os; os._exit(3)"):
            with self.subTest(end):
                program = PROGRAM % ("pm.getPort('ending'); " + end)
                done = subprocess.run([sys.executable, "-c", program, str(self.daemon.port)], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (3, ""))
                eventually(lambda: self.listed("ending") == [], "the port is released")
