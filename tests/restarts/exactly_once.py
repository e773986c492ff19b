#!/usr/bin/python3
"""Kills the daemon under load, under a stand-in for systemd, and checks that clients with stored connections do not notice.

usage: exactly_once.py PORTMANAGER_EXECUTABLE [KILLS [SEED]]

KILLS is 1,000 unless given. Holders pipeline LIST, GIMME, FREE, CLAIM, FIND and VERSION, in pieces that end anywhere. Each
request has to be answered once and in order, none by a FAIL of the restart; no port may be lost or given to two. Visitors, whose
connections hold nothing, may be hung up. Prints counts in a line, which docs/reliability.md keeps, and ends with 1 on any fault.
"""
import collections
import os
import random
import selectors
import shutil
import socket
import sys
import tempfile
import time

from holder import Holder, Ports
from stand_in import StandIn

LOW, HIGH = 26000, 27999
HOLDERS, VISITORS = 20, 4
RUNNING = (0.0, 0.06)
AWAY = (0.0, 0.02)
TURN = 0.002
CHECK_EVERY = 25
LONGEST_SETTLING = 30
MAX_EXAMPLES = 3
VISIT = (b"VERSION\nLIST\n", b"GIMME visitor order\n", b"LIST\n" * 20, b"GIMME vis")


class Visitor:
    """Asks something and leaves, answered or not."""

    def __init__(self, address):
        self.socket = socket.create_connection(address)
        self.leave_at = time.monotonic() + random.uniform(0, 0.05)
        self.answered = False
        self.socket.sendall(random.choice(VISIT))

    def leave(self, report):
        self.socket.setblocking(False)
        try:
            received = self.socket.recv(1 << 18)
            self.answered = bool(received)
            if received.startswith(b"FAIL "):
                report("wrong replies", f"a visitor: {received[:200]!r}")
        except OSError:
            pass
        self.socket.close()


class Test:
    def __init__(self, executable, folder):
        self.faults, self.examples, self.count = collections.Counter(), collections.defaultdict(list), collections.Counter()
        files = [word for name in ("log", "usagefile", "portfile", "pidfile", "state") for word in (f"--{name}", f"{folder}/{name}")]
        self.errors = open(f"{folder}/stderr", "w")
        self.systemd = StandIn([executable, "serve", "--ports", f"{LOW}-{HIGH}", "--grace", "1", *files], self.errors)
        self.address = ("127.0.0.1", self.systemd.port)
        self.ports = Ports()
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.systemd, selectors.EVENT_READ)
        self.holders, self.visitors = [], []

    def report(self, kind, what):
        self.faults[kind] += 1
        if len(self.examples[kind]) < MAX_EXAMPLES:
            self.examples[kind].append(what)

    def start(self):
        self.expect_ready(self.systemd.obey("start"))
        for _ in range(HOLDERS):
            self.add_holder()

    def expect_ready(self, answer):
        if not answer.startswith("ready "):
            raise SystemExit(f"exactly_once: the daemon did not start: {answer}")

    def add_holder(self):
        holder = Holder(self.address, self.ports, self.report)
        self.holders.append(holder)
        self.selector.register(holder, selectors.EVENT_READ)

    def drop(self, holder):
        """A holder that saw a fault does not know what it holds."""
        self.selector.unregister(holder)
        self.holders.remove(holder)
        self.count["requests answered"] += holder.answered
        holder.close()

    def turn(self, quiet=False):
        """Lets the clients work once, and returns what the stand-in answered, if it did."""
        answer = None
        for key, _ in self.selector.select(TURN):
            if key.fileobj is self.systemd:
                answer = self.systemd.read_answer()
            elif not key.fileobj.read():
                self.drop(key.fileobj)
        for holder in list(self.holders):
            self.let_work(holder, quiet)
        self.let_visit(quiet)
        return answer

    def let_work(self, holder, quiet):
        try:
            holder.work(quiet)
        except BlockingIOError:
            pass
        except ConnectionError as error:
            holder.closed(str(error))
            self.drop(holder)
            return
        if holder.is_silent():
            self.report("requests not answered", f"{holder.name}: {holder.unanswered[0].text}")
            self.drop(holder)

    def let_visit(self, quiet):
        for visitor in [v for v in self.visitors if quiet or time.monotonic() > v.leave_at]:
            visitor.leave(self.report)
            self.visitors.remove(visitor)
            self.count["visitors answered" if visitor.answered else "visitors not answered"] += 1
        while not quiet and len(self.visitors) < VISITORS:
            self.visitors.append(Visitor(self.address))

    def work_for(self, seconds):
        end = time.monotonic() + random.uniform(*seconds)
        while time.monotonic() < end:
            self.turn()

    def obeyed(self, order):
        """Gives an order, and lets the clients work until it is answered."""
        self.systemd.order(order)
        answer = None
        while answer is None:
            answer = self.turn()
        return answer

    def kill(self):
        self.work_for(RUNNING)
        self.obeyed("kill")
        self.work_for(AWAY)
        self.expect_ready(self.obeyed("start"))
        self.count["kills"] += 1
        while len(self.holders) < HOLDERS:
            self.add_holder()

    # Between some kills, while nobody asks.

    def check(self):
        """Waits until all is answered, and until only the holders' ports are listed and all others are to be had."""
        deadline = time.monotonic() + LONGEST_SETTLING
        while any(h.unanswered or h.unsent for h in self.holders) and time.monotonic() < deadline:
            self.turn(quiet=True)
        self.turn(quiet=True)
        problem = self.compare()
        while problem and time.monotonic() < deadline:
            time.sleep(0.1)
            problem = self.compare()
        if problem:
            self.report(*problem)
        self.count["checks"] += 1

    def compare(self):
        held = {(str(port), service) for holder in self.holders for port, service in holder.held.items()}
        listed = {tuple(row.split(" ")[:2]) for row in self.ask("LIST")}
        if held - listed:
            return "ports lost", str(sorted(held - listed))
        if listed - held:
            return "ports that nobody holds are listed", str(sorted(listed - held))
        status = dict(row.split(" ", 1) for row in self.ask("STATUS"))
        busy = len(status["ports-busy"].split())
        # A busy port may count as free as well: it is tried again.
        missing = HIGH - LOW + 1 - int(status["ports-held"]) - int(status["ports-free"]) - busy
        return ("ports lost", f"{missing} are neither held nor free") if missing > 0 else None

    def ask(self, request):
        with socket.create_connection(self.address, timeout=LONGEST_SETTLING) as connection, connection.makefile("r") as replies:
            connection.sendall(request.encode() + b"\n")
            return [replies.readline().rstrip("\n") for _ in range(int(replies.readline().split()[1]))]

    def end(self):
        for visitor in self.visitors:
            visitor.leave(self.report)
        for holder in list(self.holders):
            self.drop(holder)
        self.systemd.close()
        self.errors.close()

    def print(self, seconds, seed):
        print(", ".join(f"{number} {what}" for what, number in self.count.items()) + f"; {sum(self.faults.values())} faults; {seconds:.0f} s, seed {seed}")
        for kind, number in self.faults.items():
            print(f"FAULT: {number} {kind}, such as {'; '.join(self.examples[kind])}"[:1000])


def main():
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    random.seed(seed)
    folder = tempfile.mkdtemp(prefix="exactly-once-")
    test, begin = Test(os.path.abspath(sys.argv[1]), folder), time.monotonic()
    try:
        test.start()
        while test.count["kills"] < kills:
            test.kill()
            if test.count["kills"] % CHECK_EVERY == 0:
                test.check()
        test.check()
    finally:
        test.end()
        shutil.rmtree(folder)
    test.print(time.monotonic() - begin, seed)
    sys.exit(1 if test.faults else 0)


if __name__ == "__main__":
    main()
