#!/usr/bin/python3
"""Draws how a lab grows, from what lab.py measured.

usage: lab_plot.py FIGURES.json PICTURE.svg
"""
import json
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "portmanager"
from matplotlib import pyplot  # noqa: E402 (the way to draw has to be chosen first)

PANELS = [
    ("ms", {"GIMME to the event, p99": "seen_p99", "GIMME to the event, median": "seen_median", "a fresh listing": "listing"}),
    ("s", {"a dead host is gone": "gone", "right after etcd was away": "agree"}),
    ("MB resident", {"etcd": "etcd_memory", "a daemon": "daemon_memory", "a daemon that shows the lab": "looked_memory", "a watcher": "watch_memory"}),
    ("% of a processor", {"etcd, busy": "etcd_cpu", "etcd, at rest": "etcd_idle_cpu", "a daemon, at rest": "daemon_cpu"}),
]


def main():
    source, target = sys.argv[1:]
    with open(source, encoding="ascii") as file:
        results = json.load(file)
    hosts = [result["hosts"] for result in results]
    figure, panels = pyplot.subplots(1, len(PANELS), figsize=(15, 3.6), layout="constrained")
    for panel, (unit, lines) in zip(panels, PANELS):
        for label, name in lines.items():
            panel.plot(hosts, [result[name] for result in results], marker="o", label=label)
        panel.set(xscale="log", ylim=(0, None), xlabel="hosts with 100 services each", ylabel=unit)
        panel.set_xticks(hosts, map(str, hosts))
        panel.minorticks_off()
        panel.legend(fontsize="small", frameon=False)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    main()
