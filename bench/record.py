"""The raw figures of a run as a CSV file, with what they were measured on."""
import csv
import os
import pathlib
import platform
import re
import subprocess
import time

from peers import PACKAGES


def output(*command):
    """What the command prints, or nothing if it cannot."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def processor():
    named = re.search(r"^model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return named.group(1) if named else platform.machine()


def circumstances(bench, rounds):
    yield "date", time.strftime("%Y-%m-%d", time.gmtime())
    yield "commit", output("git", "-C", os.path.dirname(os.path.abspath(__file__)), "describe", "--always", "--dirty")
    yield "portmanager", output(bench.executable, "--version")
    yield "processor", processor()
    yield "processors", os.cpu_count()
    yield "memory, MB", os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**6
    yield "kernel", platform.release()
    yield "load when it began", f"{os.getloadavg()[0]:.1f}"
    yield "rounds", rounds
    for package in sorted(set(PACKAGES.values())):
        yield package, output("dpkg-query", "-W", "-f", "${Version}", package) or "not a Debian package here"


class Record:
    """Writes a line for each figure of each round, as it comes."""

    def __init__(self, path, bench, rounds):
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, "w", newline="", encoding="utf-8")
        for name, value in circumstances(bench, rounds):
            self.file.write(f"# {name}: {value}\n")
        self.rows = csv.writer(self.file, lineterminator="\n")
        self.rows.writerow(("row", "figure", "round", "value"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def add(self, row, figure, number, value):
        self.rows.writerow((row, figure, number, f"{value:.6g}"))
        self.file.flush()
