#!/usr/bin/env python3
"""The speed of the Python package, as ratios to the same requests sent by a bare Python socket, side by side in one run.

usage: python.py PORTMANAGER_EXECUTABLE PACKAGES [ROUNDS]

PACKAGES is the folder that the wheel is installed in. The bare socket knows nothing of Tcl lists: it splits rows at blanks, and makes
the same dicts of them. Each round measures one right after the other; the medians of the rounds' ratios are printed.
"""
import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

POOL = "12000-14999"
ROUND = 0.3


class Bare:
    """What a script without the package would do."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def getPort(self, service):
        self._socket.sendall(("GIMME %s bench\n" % service).encode())
        return int(self._socket.recv(4096).split()[1])

    def listPorts(self):
        self._socket.sendall(b"LIST\n")
        reply = self._socket.recv(65536)
        while True:
            head, _, rows = reply.partition(b"\n")
            if rows.count(b"\n") == int(head.split()[1]):
                break
            reply += self._socket.recv(65536)
        listed = []
        for row in rows.decode().splitlines():
            port, service, user = row.split()
            listed.append({"service": service, "user": user, "port": int(port)})
        return listed

    def close(self):
        self._socket.close()


@contextlib.contextmanager
def daemon(executable):
    with tempfile.TemporaryDirectory() as folder:
        files = [x for f in ("log", "usagefile", "portfile", "pidfile", "state") for x in ("--" + f, folder + "/" + f)]
        command = [executable, "serve", "--listen", "127.0.0.1:0", "--ports", POOL, *files]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        try:
            # Its first lines come when it listens.
            process.stdout.readline()
            with open(folder + "/portfile") as file:
                yield int(file.read())
        finally:
            process.kill()
            process.wait()


def seconds(call):
    """How long a call takes, by as many as fit into a round."""
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < ROUND:
        for _ in range(20):
            call()
        count += 20
    return (time.perf_counter() - started) / count


def listing(connect):
    pm = connect()
    try:
        return seconds(pm.listPorts)
    finally:
        pm.close()


def getting(connect):
    """A port each on a connection that holds up to twenty, without the time to connect."""
    total, count = 0.0, 0
    while total < ROUND:
        pm = connect()
        started = time.perf_counter()
        for _ in range(20):
            pm.getPort("bench")
        total += time.perf_counter() - started
        count += 20
        pm.close()
    return total / count


def report(name, rounds, measure, ours, bare):
    ratios = sorted(measure(ours) / measure(bare) for _ in range(rounds))
    print("  %-40s %5.2f (%.2f to %.2f)   1.50" % (name, statistics.median(ratios), ratios[0], ratios[-1]), flush=True)


def import_milliseconds(packages, module):
    program = "import sys, time; sys.path.insert(0, %r); t = time.perf_counter(); import %s; print(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", program % (packages, module)], stdout=subprocess.PIPE, check=True).stdout)
        for _ in range(15)
    ]
    return statistics.median(runs) * 1000


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    executable, packages = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    sys.path.insert(0, packages)
    from nscldaq.PortManager import PortManager

    print("ratio of times, median of %d rounds (lowest to highest); target\n" % rounds)
    with daemon(executable) as port:
        ours, bare = lambda: PortManager("127.0.0.1", port), lambda: Bare(port)
        report("getPort, to a bare socket", rounds, getting, ours, bare)
        held = Bare(port)
        rows = 0
        for target in (1, 60, 900):
            while rows < target:
                held.getPort("Service%d" % rows)
                rows += 1
            assert ours().listPorts() == bare().listPorts()
            report("listPorts, %d rows, to a bare socket" % target, rounds, listing, ours, bare)
    ms = import_milliseconds(packages, "nscldaq.PortManager")
    print("  %-40s %5.1f ms                20 ms" % ("import nscldaq.PortManager", ms))


if __name__ == "__main__":
    main()
