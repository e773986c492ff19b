#!/usr/bin/env python3
"""Copies the output of the mutation tool, with a line for every ten mutants in the place of its dots: how many are tried, and how many no test noticed.

usage: dotnet stryker --reporter dots … | progress.py
"""
import re
import sys

EVERY = 10
NOTICED, SURVIVED = ".T", "S"
TOTAL = re.compile(r"(\d+)\s+total mutants will be tested")


def write(text):
    print(text, end="", flush=True)


def main():
    total, tried, survived, line = None, 0, 0, ""
    while character := sys.stdin.read(1):
        if total and not line and character in NOTICED + SURVIVED:
            tried += 1
            survived += character == SURVIVED
            if tried % EVERY == 0:
                write(f"{tried} of {total} tried, {survived} survived\n")
            continue
        line += character
        if character == "\n":
            write(line)
            if found := TOTAL.search(line):
                total = found[1]
            line = ""
    write(line)


main()
