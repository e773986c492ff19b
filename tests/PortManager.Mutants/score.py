#!/usr/bin/env python3
"""Prints which share of the mutants the tests killed, by folder, and those that survived.

usage: score.py FOLDER...

Reads the reports that make mutants left in out/mutants. A mutant that is the same program does not count: the file same names it, with the reason.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
REPORTS = HERE.parents[1] / "out/mutants"
KILLED, SURVIVED = ("Killed", "Timeout"), ("Survived", "NoCoverage")


def same_programs():
    """Blocks of three lines: the file, what becomes what, and why that is the same program."""
    blocks = (HERE / "same").read_text(encoding="utf-8").strip().split("\n\n")
    return {tuple(line.strip() for line in block.splitlines()[:2]) for block in blocks if not block.startswith("#")}


def spaced(code):
    return " ".join(code.split())


def original(source, location):
    start, end = location["start"], location["end"]
    lines = source.splitlines()[start["line"] - 1:end["line"]]
    lines[-1] = lines[-1][:end["column"] - 1]
    lines[0] = lines[0][start["column"] - 1:]
    return spaced("\n".join(lines))


def mutants(report):
    """The file, the line, what becomes what, and what came of it, for each."""
    for path, file in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        name = "/".join(pathlib.PurePath(path).parts[-2:])
        for mutant in file["mutants"]:
            change = f"{original(file['source'], mutant['location'])} => {spaced(mutant['replacement'])}"
            yield name, mutant["location"]["start"]["line"], change, mutant["status"]


def main(folders):
    same = same_programs()
    for folder in folders:
        reports = sorted((REPORTS / folder).rglob("mutation-report.json"), key=lambda path: path.stat().st_mtime)
        if not reports:
            print(f"{folder}: no report; make mutants ONLY={folder} makes it")
            continue
        found = list(mutants(reports[-1]))
        killed = sum(status in KILLED for *_, status in found)
        survivors = [mutant for mutant in found if mutant[3] in SURVIVED]
        others = [mutant for mutant in survivors if (mutant[0], mutant[2]) not in same]
        print(f"{folder}: {killed / max(1, killed + len(others)):.1%} ({killed} killed, {len(others)} survived, {len(survivors) - len(others)} the same program)")
        for name, line, change, status in others:
            print(f"    {name}:{line}  {change}{'  (no test gets there)' * (status == 'NoCoverage')}")


main(sys.argv[1:])
