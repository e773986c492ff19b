#!/usr/bin/python3
"""A simulated lab on one etcd: how soon a watcher sees what happens, and what etcd, a daemon and a watcher take up, with 10 to 300 hosts.

usage: lab.py PORTMANAGER_EXECUTABLE [--hosts N,N,...] [--json FILE]

Each host is a real daemon with 100 services; all of them, etcd and the watcher share this machine. Prints a table; FILE is what lab_plot.py draws.
"""
import argparse
import contextlib
import http.client
import json
import os
import random
import statistics
import sys
import tempfile
import time

import etcd
from lab_hosts import LEASE, SERVICES, hosts, resident, take
from lab_watch import Watch
from processes import processor_seconds, raise_descriptor_limit

CHANGES_A_SECOND = 20
CHANGES = 500
DEATHS = 3
AWAY = 60
LONGEST = 300
LINES = [
    ("GIMME to the event at a watcher, median, ms", "seen_median"), ("  p99, ms", "seen_p99"),
    ("SIGKILL of a daemon to the last of its services gone, s", "gone"),
    (f"etcd started again after {AWAY} s, to the directory and the watcher right, s", "agree"), ("  of that, until etcd serves", "serves"),
    ("a fresh listing, portmanager find --lab, ms", "listing"),
    (f"CPU of etcd, {CHANGES_A_SECOND} services a second coming and going, % of a processor", "etcd_cpu"),
    ("  at rest", "etcd_idle_cpu"),
    ("CPU of a daemon at rest, % of a processor", "daemon_cpu"),
    ("  while its page of the lab is looked at", "looked_cpu"),
    ("etcd resident, MB", "etcd_memory"), ("a daemon resident, MB", "daemon_memory"), ("  while its page of the lab is looked at", "looked_memory"),
    ("a watcher resident, MB", "watch_memory"),
]


def progress(text):
    print(f"\r\033[K{text}" if sys.stderr.isatty() else text, end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


class Lab:
    def __init__(self, executable, server, members, watch):
        self.executable, self.etcd, self.hosts, self.watch = executable, server, members, watch

    def agree(self):
        """Waits until the watcher and etcd have what the daemons list, and returns the moment."""
        truth = {(host.name, port) for host in self.hosts for port in host.rows()}
        self.watch.until(lambda: self.watch.there.keys() == truth, LONGEST)
        keys = {f"/portmanager/{host}/{port}" for host, port in truth} | {f"/portmanager/{host.name}/host" for host in self.hosts}
        while set(self.etcd.keys("/portmanager/")) != keys:
            time.sleep(0.05)
        if self.watch.wrong:
            raise SystemExit(f"bench: the watcher was told what does not follow from before: {self.watch.wrong[0]}")
        return time.monotonic()

    def busy(self):
        """Services come and go at a steady pace, on hosts taken at random: milliseconds until the watcher sees them."""
        seen, at = [], time.monotonic()
        start, spent = at, self.etcd.processor_seconds()
        for number in range(CHANGES):
            host, name = random.choice(self.hosts), f"change{number}"
            with host.open() as connection:
                asked = time.monotonic()
                connection.sendall(f"GIMME {name} user\n".encode())
                take(connection.makefile("rb"))
                self.watch.until(lambda: ("+", host.name, name) in self.watch.times, LONGEST)
                seen.append((self.watch.times["+", host.name, name] - asked) * 1000)
            at += 1 / CHANGES_A_SECOND
            time.sleep(max(0, at - time.monotonic()))
        spent = (self.etcd.processor_seconds() - spent) / (time.monotonic() - start)
        return {"seen_median": statistics.median(seen), "seen_p99": statistics.quantiles(seen, n=100)[98], "etcd_cpu": spent * 100}

    def rest(self, seconds=20):
        spent, own = self.etcd.processor_seconds(), self.processor_seconds()
        time.sleep(seconds)
        return {"etcd_idle_cpu": (self.etcd.processor_seconds() - spent) / seconds * 100,
                "daemon_cpu": (self.processor_seconds() - own) / seconds / len(self.hosts) * 100}

    def processor_seconds(self):
        """Of all daemons."""
        return sum(processor_seconds(host.process.pid) for host in self.hosts)

    def looked_at(self, seconds=20):
        """Somebody has the page of the lab open, which reads all services and then follows the events of a daemon."""
        host = self.hosts[0]
        listing, stream = (http.client.HTTPConnection("127.0.0.1", host.port, timeout=60) for _ in range(2))
        with contextlib.closing(listing), contextlib.closing(stream):
            listing.request("GET", "/api/v1/lab/ports")
            read = json.load(listing.getresponse())
            if len(read["ports"]) != len(self.hosts) * SERVICES:
                raise SystemExit(f"bench: the page shows {len(read['ports'])} services")
            stream.request("GET", f"/api/v1/lab/events?lastEventId={read['lastEventId']}")
            stream.getresponse()
            spent = processor_seconds(host.process.pid)
            time.sleep(seconds)
            return {"looked_cpu": (processor_seconds(host.process.pid) - spent) / seconds * 100, "looked_memory": resident(host.process.pid)}

    def deaths(self):
        times = []
        for _ in range(DEATHS):
            host = self.hosts.pop()
            host.kill()
            killed = time.monotonic()
            times.append(self.watch.until(lambda: not any(name == host.name for name, _ in self.watch.there), LONGEST) - killed)
        return {"gone": statistics.median(times)}

    def away(self):
        """etcd is killed, and all services of each host go and come again before it is back."""
        self.etcd.kill()
        for host in self.hosts:
            host.connection.close()
            host.hold()
        for left in range(AWAY, 0, -10):
            progress(f"{len(self.hosts)} hosts: etcd is away for {left} s more")
            time.sleep(10)
        back = time.monotonic()
        self.etcd.start()
        serves = time.monotonic() - back
        return {"serves": serves, "agree": self.agree() - back}

    def listing(self):
        times = []
        for _ in range(5):
            begin = time.monotonic()
            with os.popen(f"{self.executable} find --lab --directory {etcd.URL}") as found:
                rows = len(found.readlines())
            if rows != len(self.hosts) * SERVICES:
                raise SystemExit(f"bench: {rows} services were listed")
            times.append((time.monotonic() - begin) * 1000)
        return {"listing": statistics.median(times)}

    def memory(self):
        return {"etcd_memory": resident(self.etcd.pid), "watch_memory": resident(self.watch.pid),
                "daemon_memory": statistics.median(resident(host.process.pid) for host in self.hosts)}


def measure(executable, count):
    with tempfile.TemporaryDirectory() as folder, etcd.etcd(folder) as server, hosts(executable, folder, count, progress) as members, Watch(executable) as watch:
        lab = Lab(executable, server, members, watch)
        lab.agree()
        result = {"hosts": count}
        for part in (lab.rest, lab.busy, lab.listing, lab.memory, lab.looked_at, lab.away, lab.deaths):
            progress(f"{count} hosts: {part.__name__}")
            result |= part()
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("executable")
    parser.add_argument("--hosts", default="10,30,100,300")
    parser.add_argument("--json")
    given = parser.parse_args()
    raise_descriptor_limit()
    results = [measure(os.path.abspath(given.executable), int(count)) for count in given.hosts.split(",")]
    progress("")
    print(f"| {SERVICES} services a host, leases of {LEASE} s | " + " | ".join(f"{result['hosts']} hosts" for result in results) + " |")
    print("|---|" + "---|" * len(results))
    for label, name in LINES:
        print(f"| {label.strip()} | " + " | ".join(f"{result[name]:,.{1 if result[name] < 100 else 0}f}" for result in results) + " |")
    if given.json:
        with open(given.json, "w", encoding="ascii") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
