"""What publishing to the directory of a lab costs those who ask: the processor time of a request with --directory, beside without, by turns."""
import signal
import tempfile

import etcd
from processes import OTHER_POOL_OF_1000, OTHER_PORT, OUR_PORT, POOL_OF_1000
from table import Row

BURSTS = 6
SECONDS = 1


def spent(server):
    """Seconds of processor time of the loop's thread, which answers, and of all threads."""
    with open(f"/proc/{server.pid}/task/{server.pid}/schedstat", encoding="ascii") as figures:
        return int(figures.read().split()[0]) / 1e9, server.processor_seconds()


def cost(bench, server, mode, connections):
    """What a request costs in one burst."""
    before = spent(server)
    operations = bench.load(server.port, mode, connections, SECONDS)["operations"]
    return [(after - start) / operations for after, start in zip(spent(server), before)]


def ratios(bench, off, on, mode, connections):
    """Of the daemon with a directory to the one without: the loop's thread, and the whole process."""
    for server in (off, on):
        bench.rate(server.port, mode, connections, 1)
    totals = {off: [0.0, 0.0], on: [0.0, 0.0]}
    for _ in range(BURSTS):
        for server, total in totals.items():
            for i, value in enumerate(cost(bench, server, mode, connections)):
                total[i] += value
    return [with_it / without for with_it, without in zip(totals[on], totals[off])]


def on_to_off(mode, connections, held):
    def measure(bench):
        with tempfile.TemporaryDirectory(dir=bench.folder) as folder, etcd.etcd(folder) as directory, \
                bench.daemon(POOL_OF_1000, "--directory", "none") as off, bench.held(held, 20), \
                bench.daemon(OTHER_POOL_OF_1000, "--directory", etcd.URL, "--host-name", "bench", port=OTHER_PORT) as on, \
                bench.held(held, 20, OTHER_PORT):
            running = ratios(bench, off, on, mode, connections)
            directory.process.send_signal(signal.SIGSTOP)
            return running + ratios(bench, off, on, mode, connections)
    return measure


def row(name, mode, connections, held):
    return Row(f"directory: {name}", on_to_off(mode, connections, held), [
        ("CPU a request of the thread that answers, on to off", "1.05 or less"),
        ("  of all threads", ""),
        ("CPU a request while etcd is stopped, on to off", "1.05 or less"),
        ("  of all threads", "")])


ROWS = [
    row("LIST, 900 held", "list", 20, 900),
    row("LIST, none held", "list", 50, 0),
    row("connect + GIMME + close", "churn", 20, 0),
]
QUICK = []
