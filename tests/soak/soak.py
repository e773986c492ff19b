#!/usr/bin/env python3
"""Random honest and hostile clients, and restarts, against the real daemon; a checker of what must stay true.

usage: soak.py PORTMANAGER MINUTES [SEED [REST]]

REST is how many seconds each client rests after a step, none unless given: with it many can run side by side for hours.

The daemon runs under the stand-in for systemd that the tests use, so its connections outlive the restarts. Its memory, descriptors
and threads have to be as flat in the second half as in the first. Prints a line a minute and a summary, which docs/reliability.md
keeps, and ends with 1 when something was not true.
"""
import json
import os
import random
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from clients import Gone, Line, Observer
from turns import Quiet, Turn
from usage import Usage

HERE = os.path.dirname(os.path.abspath(__file__))
SYSTEMD = os.path.join(HERE, "..", "PortManager.EndToEnd", "Restarts", "scripts", "fake_systemd.py")
LOW, HIGH = 29000, 29799
# A user who has many short-lived connections, as all of these clients together have, has further ones stored when they are 0.1 s old
# (docs/reliability.md): a kill before that ends them. A slow machine takes longer.
YOUNG_SECONDS = 0.5


class Soak:
    def __init__(self, program, seed, rest):
        self.random = random.Random(seed)
        self.rest = rest
        self.folder = tempfile.mkdtemp(prefix="soak-")
        files = [x for f in ("log", "usagefile", "portfile", "pidfile", "state") for x in (f"--{f}", os.path.join(self.folder, f))]
        # What is kept for those who left during a restart is in the journal and not in the listing, for this long.
        options = ["--ports", f"{LOW}-{HIGH}", "--grace", "2", *files]
        self.systemd = subprocess.Popen(
            [sys.executable, SYSTEMD, program, "serve", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(os.path.join(self.folder, "stderr"), "w"), text=True)
        self.stop = threading.Event()
        self.own = threading.local()
        self.killed = -YOUNG_SECONDS
        self.honest = []
        self.count = dict.fromkeys(("requests", "hostile", "restarts", "checks"), 0)
        self.wrong = []
        self.used = Usage()
        self.pid = 0
        self.port = int(self.systemd.stdout.readline())
        self.start()
        self.observer = Observer(self.port)

    def order(self, what):
        self.systemd.stdin.write(what + "\n")
        self.systemd.stdin.flush()
        return self.systemd.stdout.readline().split()

    def start(self):
        answer = self.order("start")
        if answer[0] != "ready":
            self.wrong.append(f"the daemon did not start: {answer}")
            self.stop.set()
            return
        self.pid = int(answer[1])

    def run(self, minutes):
        threads = [threading.Thread(target=self.live, args=(self.honest_client,)) for _ in range(8)]
        threads += [threading.Thread(target=self.live, args=(self.hostile_client,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + minutes * 60
        minute = 0
        while time.monotonic() < end and not self.wrong:
            time.sleep(self.random.uniform(1, 8))
            if self.random.random() < 0.5:
                self.restart()
                self.count["restarts"] += 1
            self.check()
            if (passed := int((time.monotonic() - end) / 60 + minutes)) > minute:
                minute = passed
                print(f"minute {minute}: {self.count}, {self.used.kilobytes()} kB", flush=True)
        self.stop.set()
        for thread in threads:
            thread.join()

    def restart(self):
        if self.random.random() < 0.2:
            self.order("term")
        else:
            self.killed = time.monotonic()
            self.order("kill")
        self.start()

    def was_young(self, server):
        """Whether a kill may have ended it, although it held ports."""
        return abs(self.killed - server[0].first_port) < YOUNG_SECONDS

    def forget_young(self):
        """Those that a kill ended hold nothing any more, which their clients find out later."""
        for line, held in self.honest:
            if held and self.was_young((line, held)) and line.is_closed():
                held.clear()

    def live(self, client):
        while not self.stop.is_set():
            try:
                with Turn():
                    client()
            except Gone as error:
                self.wrong.append(f"an honest client lost its connection: {error}")
            except Exception as error:
                self.wrong.append(repr(error))
            time.sleep(self.rest)

    def honest_client(self):
        """One step in the life of a few servers: they come, take ports, look around, give some back, and leave."""
        mine = self.own.__dict__.setdefault("servers", [])
        if len(mine) < 12 and random.random() < 0.3:
            mine.append((Line(self.port), {}))
            self.honest.append(mine[-1])
            return
        if not mine:
            return
        server = random.choice(mine)
        try:
            self.step(mine, server)
        except Gone:
            if server[1] and not self.was_young(server):
                raise
            # Without a port a connection ends with the daemon: the client comes again.
            mine.remove(server)
            self.honest.remove(server)

    def step(self, mine, server):
        line, held = server
        self.count["requests"] += 1
        step = random.random()
        if step < 0.35:
            self.take(line, held)
        elif step < 0.75:
            rows = {r[0] for r in line.rows(random.choice([b"LIST", b"FIND -beginswith service"]))}
            if missing := set(held) - rows:
                self.wrong.append(f"held, and not listed: {missing}")
        elif step < 0.9 and held:
            self.give_back(line, held)
        elif step > 0.95:
            mine.remove(server)
            self.honest.remove(server)
            random.choice([line.close, line.reset])()

    def take(self, line, held):
        service, user = b"service %d" % random.randrange(40), b"user%d" % random.randrange(5)
        reply = line.ask(b"GIMME {" + service + b"} " + user)
        if reply.startswith("OK "):
            if not held:
                line.first_port = time.monotonic()
            held[int(reply[3:])] = service
        elif "no free ports" not in reply:
            self.wrong.append(f"a reply to GIMME: {reply}")

    def give_back(self, line, held):
        port = random.choice(list(held))
        reply = line.ask(b"FREE %d" % port)
        if not reply.startswith("OK "):
            self.wrong.append(f"a reply to FREE: {reply}")
        del held[port]

    def hostile_client(self):
        """Nonsense, half requests, resets, readers that do not read, over the line protocol and HTTP."""
        self.count["hostile"] += 1
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as raw:
            try:
                kind = random.randrange(8)
                if kind == 0:
                    raw.sendall(random.randbytes(random.randrange(9000)))
                elif kind == 1:
                    raw.sendall(b"GIMME hostile u\nGIMME {x u\n")
                elif kind == 2:
                    raw.sendall(b"GIMME hostile u\n"[:random.randrange(16)])
                elif kind == 3:
                    raw.sendall(b"LIST\n" * random.randrange(500))
                elif kind == 4:
                    raw.sendall(b"WATCH\n" + b"GIMME hostile u\n" * 3)
                elif kind == 5:
                    raw.sendall(b"TERMINATE\nGET / HTTP/1.1\r\n\r\n")
                elif kind == 6:
                    raw.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"[:random.randrange(60)])
                else:
                    raw.sendall(b"GET /api/v1/ports HTTP/1.1\r\nHost: localhost\r\n\r\n" * random.randrange(50))
                if random.random() < 0.5:
                    raw.recv(random.randrange(1, 2000))
            except OSError:
                pass
            if random.random() < 0.5:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def check(self):
        """While nobody moves: one holder a port, each listed; the listing is what the journal and the usage file say."""
        with Quiet():
            self.forget_young()
            checker = Line(self.port)
            deadline = time.monotonic() + 20
            while True:
                listing = sorted(checker.rows())
                held = sorted(p for _, mine in self.honest for p in mine)
                usage = sorted((int(p), s, u) for p, s, u in (x.split("\t") for x in self.read("usagefile").splitlines()))
                problem = (
                    "a port is listed twice" if len({r[0] for r in listing}) != len(listing)
                    else "a port is held by two" if len(set(held)) != len(held)
                    else f"held, and not listed: {set(held) - {r[0] for r in listing}}" if set(held) - {r[0] for r in listing}
                    else "the usage file differs from the listing" if usage != listing
                    else "the REST interface differs from the listing" if self.ports_by_http() != listing
                    else "the watcher was told something else" if self.observer.rows != set(listing)
                    else "the journal differs from the listing" if self.journal() != {r[0] for r in listing}
                    else None)
                # Clients that have just left are freed, and files written, a moment later.
                if problem is None or time.monotonic() > deadline:
                    break
                time.sleep(0.1)
            if problem:
                self.wrong.append(problem)
            checker.close()
            self.count["checks"] += 1
            self.used.measure(self.pid, len(self.honest))

    def ports_by_http(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/ports", timeout=10) as reply:
                return sorted((p["port"], p["service"], p["user"]) for p in json.load(reply)["ports"])
        except OSError as error:
            return repr(error)

    def journal(self):
        held = set()
        for entry in self.read("state/journal").splitlines():
            words = entry.split(" ")
            if words[1] == "+":
                held.add(int(words[2]))
            elif words[1] == "-":
                held.discard(int(words[2]))
        return held

    def read(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return file.read()

    def end(self):
        self.order("term")
        self.systemd.stdin.close()
        self.systemd.wait(10)


def main():
    minutes = float(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    rest = float(sys.argv[4]) if len(sys.argv) > 4 else 0
    random.seed(seed)
    soak = Soak(os.path.abspath(sys.argv[1]), seed, rest)
    started = time.monotonic()
    try:
        soak.run(minutes)
    finally:
        soak.end()
    soak.wrong.extend(soak.used.problems())
    print(f"{(time.monotonic() - started) / 60:.0f} minutes, seed {seed}: "
          + ", ".join(f"{n} {what}" for what, n in soak.count.items())
          + "; at most in the first half and in the second: "
          + f"{soak.used}; {len(soak.wrong)} wrong")
    for what in soak.wrong[:20]:
        print(f"WRONG: {what}")
    sys.exit(1 if soak.wrong else 0)


if __name__ == "__main__":
    main()
