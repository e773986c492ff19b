"""The rows that are printed."""
import statistics

from processes import Skipped


class Row:
    """Something to measure. MEASURE returns a figure for each line: its label and its target."""

    def __init__(self, name, measure, lines, once=False):
        self.name, self.measure, self.lines, self.once = name, measure, lines, once

    def print(self, bench, rounds):
        print(self.name, flush=True)
        try:
            results = [self.measure(bench) for _ in range(1 if self.once else rounds)]
        except Skipped as reason:
            print(f"  skipped: {reason}", flush=True)
            return
        self.print_lines(results)

    def print_lines(self, results):
        for (label, target), values in zip(self.lines, zip(*results)):
            print(f"  {label:<52} {text(values):<26} {target}".rstrip(), flush=True)


def text(values):
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({number(min(values))} to {number(max(values))})"


def number(value):
    return f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"
