"""The real daemon, as a process of its own."""
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time

TIMEOUT = 20


def eventually(condition, what):
    """Waits until a condition holds, and gives what it gave."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError("not within %d s: %s" % (TIMEOUT, what))
        time.sleep(0.01)


class Daemon:
    """A daemon on a port and with a pool of its own; use it in a with statement."""

    def __init__(self, *options, size=20):
        self._options, self._size = options, size
        self.port = 0

    def __enter__(self):
        self._folder = tempfile.mkdtemp()
        # A daemon whose pool is partly another one's ends at once: another run's may be.
        for _ in range(5):
            self._start()
            if os.path.exists(self._path("portfile")):
                break
        with open(self._path("portfile")) as file:
            self.port = int(file.read())
        return self

    def _start(self):
        # Below the ports that the kernel gives out; another run's pool may overlap, and then some of its ports are busy.
        first = random.randrange(11000, 28000)
        self.pool = range(first, first + self._size)
        files = [word for name in ("state", "log", "usagefile", "portfile", "pidfile") for word in ("--" + name, self._path(name))]
        pool = "%d-%d" % (self.pool[0], self.pool[-1])
        self._process = subprocess.Popen(
            [os.environ["PORTMANAGER_EXE"], "serve", "--listen", "127.0.0.1:0", "--ports", pool, *files, *self._options],
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        eventually(lambda: os.path.exists(self._path("portfile")) or self._process.poll() is not None, "the daemon listens")

    def stop(self):
        """Ends the process as systemd does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._process.wait(TIMEOUT)

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self._folder)

    def _path(self, name):
        return os.path.join(self._folder, name)
