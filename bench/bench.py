#!/usr/bin/python3
"""How fast the daemon is and what it takes up, most of it beside the least that any server could cost.

usage: bench.py PORTMANAGER_EXECUTABLE [--rounds N] [--only WORD] [--quick]

Needs gcc. Each round measures the floor and the daemon one right after the other, so that whatever else the machine does hits
both; the medians of the rounds are printed, with the lowest and the highest. Only the ratios mean anything on another machine.
"""
import argparse
import os
import tempfile

import directory
import fairness
import footprint
import memory
import notify
import rates
from processes import Bench, build, raise_descriptor_limit

PARTS = (rates, footprint, fairness, notify, directory, memory)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("executable")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="only the rows whose name contains this word")
    parser.add_argument("--quick", action="store_true", help="one round of the most telling rows, in about a minute")
    return parser.parse_args()


def main():
    given = arguments()
    rounds = 1 if given.quick else given.rounds
    rows = [row for part in PARTS for row in (part.QUICK if given.quick else part.ROWS) if given.only.lower() in row.name.lower()]
    if not rows:
        raise SystemExit(f"bench: no row's name contains {given.only}")
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory() as folder:
        build(folder)
        bench = Bench(os.path.abspath(given.executable), folder, seconds=2 if given.quick else 3)
        print(f"median of {rounds} round{'s' * (rounds > 1)} (lowest to highest), and the target\n")
        for row in rows:
            row.print(bench, rounds)


if __name__ == "__main__":
    main()
