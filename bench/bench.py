#!/usr/bin/python3
"""How fast the daemon is and what it takes up, most of it beside the least that any server could cost.

usage: bench.py PORTMANAGER_EXECUTABLE [--rounds N] [--only WORD] [--quick] [--peer COMMAND]... [--csv FILE]

Needs gcc. Each round measures the floor and the daemon one right after the other, so that whatever else the machine does hits
both; the medians of the rounds are printed, with the lowest and the highest. Only the ratios mean anything on another machine.
A row that needs a program that is not installed is left out, and says which Debian package has it.
"""
import argparse
import os
import tempfile

import directory
import fairness
import footprint
import latency
import memory
import notify
import peers
import rates
import sizes
from processes import Bench, build, raise_descriptor_limit
from record import Record

PARTS = (rates, peers, latency, sizes, footprint, fairness, notify, directory, memory)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("executable")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only the rows whose name contains this word, or one of several with | between them")
    parser.add_argument("--quick", action="store_true", help="one round of the most telling rows, in about a minute")
    parser.add_argument("--peer", action="append", default=[], metavar="COMMAND",
                        help="another port manager to put under the same load; {port} in its command line is where it has to listen, and its files may be relative paths")
    parser.add_argument("--csv", default=os.devnull, metavar="FILE", help="where to write the figures of each round")
    return parser.parse_args()


def main():
    given = arguments()
    rounds = 1 if given.quick else given.rounds
    rows = [row for part in PARTS for row in (part.QUICK if given.quick else part.ROWS)]
    rows += [row for command in given.peer for row in peers.named(command)]
    rows = [row for row in rows if any(word in row.name.lower() for word in given.only.lower().split("|"))]
    if not rows:
        raise SystemExit(f"bench: no row's name contains {given.only}")
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory() as folder:
        build(folder)
        bench = Bench(os.path.abspath(given.executable), folder, seconds=2 if given.quick else 3)
        print(f"median of {rounds} round{'s' * (rounds > 1)} (lowest to highest), and the target\n")
        with Record(given.csv, bench, rounds) as record:
            for row in rows:
                row.print(bench, rounds, record.add)


if __name__ == "__main__":
    main()
