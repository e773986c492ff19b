"""The rows that are printed."""
import statistics

from processes import Skipped


class Row:
    """Something to measure. MEASURE returns a figure for each line: its label and its target."""

    def __init__(self, name, measure, lines, once=False):
        self.name, self.measure, self.lines, self.once = name, measure, lines, once

    def print(self, bench, rounds, record):
        """Measures and prints the row. RECORD takes its name, and a figure's label, round and value."""
        print(self.name, flush=True)
        try:
            results = [self.measure(bench) for _ in range(1 if self.once else rounds)]
        except Skipped as reason:
            print(f"  skipped: {reason}", flush=True)
            return
        for i, values in enumerate(results):
            for label, value in zip(self.whole_labels(), values):
                record(self.name, label, i + 1, value)
        self.print_lines(results)

    def whole_labels(self):
        """An indented label continues the one before it that is not."""
        above = ""
        for label, _ in self.lines:
            if not label.startswith(" "):
                above = label
            yield label if label == above else f"{above}: {label.strip()}"

    def print_lines(self, results):
        for (label, target), values in zip(self.lines, zip(*results)):
            print(f"  {label:<56} {text(values):<26} {target}".rstrip(), flush=True)


def text(values):
    middle = number(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({number(min(values))} to {number(max(values))})"


def number(value):
    return f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"
