"""The hosts of a simulated lab: real daemons on this one host, each with a pool of its own, a connection that holds its services, and a name."""
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import time

import etcd

SERVICES = 100
# With room for those that come and go.
POOL = 110
# Ports that neither the kernel gives to clients nor the benchmarks use.
RANGES = [(1100, 31500), (31700, 32700), (61100, 65500)]
LEASE = 10
LONGEST_START = 60


def pools(count):
    """Pools for so many daemons, which have no port in common."""
    found = [(first, first + POOL - 1) for low, high in RANGES for first in range(low, high - POOL + 2, POOL)]
    if len(found) < count:
        raise SystemExit(f"bench: there are ports for {len(found)} daemons")
    return found[:count]


class Host:
    """A daemon that publishes as NAME, and the services that it has."""

    def __init__(self, executable, folder, number, pool):
        self.name = f"h{number:03}"
        self.folder = pathlib.Path(folder, self.name)
        self.folder.mkdir()
        files = [word for name in ("log", "usagefile", "portfile", "pidfile", "state") for word in (f"--{name}", f"{self.folder}/{name}")]
        self.process = subprocess.Popen(
            [executable, "serve", "--listen", "127.0.0.1:0", "--ports", f"{pool[0]}-{pool[1]}", *files,
             "--directory", etcd.URL, "--host-name", self.name, "--directory-lease", str(LEASE)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.connection = None

    def connect(self):
        deadline = time.monotonic() + LONGEST_START
        file = self.folder / "portfile"
        while not (file.exists() and file.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"bench: the daemon of {self.name} does not serve: {(self.folder / 'log').read_text()[-500:]}")
            time.sleep(0.01)
        self.port = int(file.read_text())

    def open(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def hold(self):
        """Takes its services, over one connection."""
        self.connection = self.open()
        replies = self.connection.makefile("rb")
        self.connection.sendall(b"".join(f"GIMME service{i} user\n".encode() for i in range(SERVICES)))
        for _ in range(SERVICES):
            take(replies)

    def rows(self):
        """What the daemon lists: ports."""
        with self.open() as connection:
            connection.sendall(b"LIST\n")
            replies = connection.makefile("rb")
            return {int(replies.readline().split()[0]) for _ in range(take(replies))}

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        if self.connection:
            self.connection.close()


def take(replies):
    reply = replies.readline()
    if not reply.startswith(b"OK "):
        raise SystemExit(f"bench: a request was refused: {reply.decode()}")
    return int(reply[3:])


@contextlib.contextmanager
def hosts(executable, folder, count, progress):
    started = []
    try:
        for number, pool in enumerate(pools(count)):
            started.append(Host(executable, folder, number, pool))
            started[-1].connect()
            started[-1].hold()
            if len(started) % 10 == 0:
                progress(f"{len(started)} of {count} hosts have {SERVICES} services each")
        yield started
    finally:
        for host in started:
            host.kill()


def resident(pid):
    """In MB."""
    fields = pathlib.Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
