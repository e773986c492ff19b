#!/usr/bin/python3
"""Two builds of the daemon by turns: what a change costs.

usage: compare.py BASE_EXECUTABLE EXECUTABLE [--rounds N] [--only WORD]

Needs gcc. In each round both serve the same load, one right after the other, and the round's ratio is that of the processor time of a request, or of
what else a row names. Which of the two is first changes from round to round.
"""
import argparse
import os
import statistics
import tempfile

from processes import POOL_OF_1000, Bench, build, raise_descriptor_limit
from rates import measured

# A ratio may differ from 1 by so little only by chance, whatever the rounds say.
SMALLEST_DIFFERENCE = 0.02


def cost(mode, connections, held):
    def measure(bench):
        with bench.daemon(POOL_OF_1000) as daemon, bench.held(held, max(held, 1)):
            return measured(bench, daemon, mode, connections)[1]
    return measure


def resident(bench):
    with bench.daemon(POOL_OF_1000) as daemon, bench.held(500, 500):
        return daemon.resident()


ROWS = [
    ("CPU of an empty LIST", cost("list", 50, 0)),
    ("CPU of a LIST with 900 held", cost("list", 20, 900)),
    ("CPU of connect + GIMME + close", cost("churn", 20, 0)),
    ("memory with 500 holders", resident),
]


def verdict(ratios):
    """What the ratios of the rounds say: a difference is seen only if nearly all of them lie on one side."""
    middle = statistics.median(ratios)
    sides = sum(ratio > 1 for ratio in ratios)
    few = len(ratios) // 8
    if abs(middle - 1) < SMALLEST_DIFFERENCE or few < sides < len(ratios) - few:
        return "no difference seen"
    return f"{abs(middle - 1):.0%} {'more' if middle > 1 else 'less'}"


def ratio(pair, measure, round_number):
    base, changed = pair
    figures = {bench: measure(bench) for bench in (pair if round_number % 2 == 0 else (changed, base))}
    return figures[changed] / figures[base]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("base")
    parser.add_argument("executable")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--only", default="", help="only the rows whose name contains this word")
    given = parser.parse_args()
    raise_descriptor_limit()
    with tempfile.TemporaryDirectory() as folder:
        build(folder)
        pair = [Bench(os.path.abspath(executable), folder, seconds=2) for executable in (given.base, given.executable)]
        print(f"to the base, median of {given.rounds} rounds (lowest to highest)\n")
        for name, measure in [row for row in ROWS if given.only.lower() in row[0].lower()]:
            ratios = [ratio(pair, measure, i) for i in range(given.rounds)]
            print(f"  {name:<34} {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})   {verdict(ratios)}", flush=True)


if __name__ == "__main__":
    main()
