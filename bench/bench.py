#!/usr/bin/env python3
"""The speed of the daemon, as ratios to the least any server could cost, measured side by side in one run.

usage: bench.py PORTMANAGER_EXECUTABLE BENCH_SOURCES [ROUNDS]

BENCH_SOURCES is the folder that holds floor.c and pmload.c. Needs gcc. Each round measures the floor and the daemon
one right after the other, so that what else the machine does hits both; the medians of the rounds' ratios are printed.
"""
import contextlib
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

SECONDS = 2
BURSTS = 6
FLOOR_PORT, OUR_PORT, OTHER_PORT = 31601, 31602, 31603
POOL_OF_1000 = "20000-20999"
POOL_OF_63000 = "1100-31599,31700-65000"


def build(sources, folder):
    for name in ("floor", "pmload"):
        subprocess.run(["gcc", "-O2", "-w", "-o", f"{folder}/{name}", f"{sources}/{name}.c"], check=True)


def wait_for(port):
    deadline = time.monotonic() + 10
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: nothing listens on port {port}")
        time.sleep(0.02)


def wait_until_no_port_rests():
    """The kernel keeps a port for a minute after a connection: one that rests is busy for a daemon with a large pool."""
    while int(re.search(r"tw (\d+)", pathlib.Path("/proc/net/sockstat").read_text()).group(1)) > 1000:
        time.sleep(1)


@contextlib.contextmanager
def running(command, port=None):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if port:
            wait_for(port)
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


class Bench:
    def __init__(self, executable, folder):
        self.executable, self.folder = executable, folder

    def floor(self, rows):
        return running([f"{self.folder}/floor", str(FLOOR_PORT), str(rows)], FLOOR_PORT)

    def daemon(self, pool, port=OUR_PORT, *options):
        # A folder of its own: one that follows a killed daemon keeps the ports of that for their owners.
        own = tempfile.mkdtemp(dir=self.folder)
        files = [x for f in ("log", "usagefile", "portfile", "pidfile", "state") for x in (f"--{f}", f"{own}/{f}")]
        return running([self.executable, "serve", "--listen", f"127.0.0.1:{port}", "--ports", pool, *files, *options], port)

    def load(self, port, *arguments):
        """Operations a second."""
        out = subprocess.run([f"{self.folder}/pmload", "127.0.0.1", str(port), *map(str, arguments)],
                             check=True, capture_output=True, text=True).stdout
        if " errors=0" not in out:
            raise SystemExit(f"bench: the load generator saw errors: {out}")
        return float(re.search(r"ops/s=(\d+)", out).group(1))

    def warm_load(self, port, *arguments):
        """Operations a second, of a server that has been at it for a second: one that has just started has its memory still to page in."""
        self.load(port, *arguments[:-1], 1)
        return self.load(port, *arguments)

    @contextlib.contextmanager
    def held(self, ports, connections, port=OUR_PORT):
        """Ports that are held while the block runs, under names that the load generator does not use."""
        with contextlib.ExitStack() as stack:
            holders = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
            replies = [stack.enter_context(holder.makefile("rb")) for holder in holders]
            for first in range(0, ports, connections):
                turn = range(min(connections, ports - first))
                for i in turn:
                    holders[i].sendall(b"GIMME held%d holder\n" % (first + i))
                for i in turn:
                    reply = replies[i].readline()
                    if not reply.startswith(b"OK "):
                        raise SystemExit(f"bench: port {first + i} was refused: {reply.decode()}")
            yield

    def listing(self):
        with self.floor(900):
            floor = self.load(FLOOR_PORT, "list", 20, SECONDS)
        with self.daemon(POOL_OF_1000), self.held(900, 900):
            return self.load(OUR_PORT, "list", 20, SECONDS) / floor

    def churn(self):
        return self.churn_by(self.warm_load)

    def cold_churn(self):
        return self.churn_by(self.load)

    def churn_by(self, load):
        with self.floor(900):
            floor = load(FLOOR_PORT, "churn", 20, SECONDS)
        with self.daemon(POOL_OF_1000):
            return load(OUR_PORT, "churn", 20, SECONDS) / floor

    def http(self, *load, held=0):
        """The rate with HTTP on, to that with HTTP off."""
        with self.daemon(POOL_OF_1000), self.held(held, 20), \
                self.daemon(POOL_OF_1000, OTHER_PORT, "--no-http"), self.held(held, 20, OTHER_PORT):
            on, off = 0.0, 0.0
            for _ in range(2):
                on += self.load(OUR_PORT, *load)
                off += self.load(OTHER_PORT, *load)
            return on / off

    def http_listing(self):
        return self.http("list", 20, SECONDS, held=900)

    def http_churn(self):
        return self.http("churn", 20, SECONDS)

    def http_empty_listing(self):
        return self.http("list", 50, SECONDS)

    def empty_listing(self):
        with self.floor(0):
            floor = self.load(FLOOR_PORT, "list", 50, SECONDS)
        with self.daemon(POOL_OF_1000):
            return self.load(OUR_PORT, "list", 50, SECONDS) / floor

    def many_held(self):
        """The rates at which further ports are taken, in bursts by turns."""
        wait_until_no_port_rests()
        with self.daemon(POOL_OF_63000), self.held(60, 50), \
                self.daemon(POOL_OF_63000, OTHER_PORT), self.held(50_000, 50, OTHER_PORT):
            seconds = {OUR_PORT: 0.0, OTHER_PORT: 0.0}
            for _ in range(BURSTS):
                for port in seconds:
                    seconds[port] += 1 / self.load(port, "many", 20, 0, 5000)
            return seconds[OUR_PORT] / seconds[OTHER_PORT]


ROWS = [
    ("taking a port with 50,000 held, to with 60 held", Bench.many_held, "1.00"),
    ("LIST, 900 held, 20 connections, to the floor", Bench.listing, "0.70 (0.90)"),
    ("connect + GIMME + close, to the floor", Bench.churn, "0.85"),
    ("  the same in the first two seconds", Bench.cold_churn, ""),
    ("LIST, none held, 50 connections, to the floor", Bench.empty_listing, "0.50 (0.80)"),
    ("LIST, 900 held, HTTP on, to HTTP off", Bench.http_listing, "0.95"),
    ("connect + GIMME + close, HTTP on, to HTTP off", Bench.http_churn, "0.95"),
    ("LIST, none held, HTTP on, to HTTP off", Bench.http_empty_listing, "0.95"),
]


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        build(sys.argv[2], folder)
        bench = Bench(os.path.abspath(sys.argv[1]), folder)
        print(f"ratio of rates, median of {rounds} rounds (lowest to highest); target (aim)\n")
        for name, measure, target in ROWS:
            ratios = sorted(measure(bench) for _ in range(rounds))
            print(f"  {name:<50} {statistics.median(ratios):5.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})   {target}", flush=True)


if __name__ == "__main__":
    main()
