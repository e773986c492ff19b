"""What the daemon takes up, and how soon it is there."""
import time

from processes import (
    FLOOR_PORT, OUR_PORT, POOL_OF_1000, POOL_OF_56000, megabytes, need_descriptors, running, wait_for)
from table import Row

HOLDERS = 15_000


def idle(bench):
    with bench.daemon(POOL_OF_1000) as daemon:
        time.sleep(2)
        return megabytes(daemon.resident()), daemon.status("Threads")


def start_time(command, port):
    """Milliseconds from the fork to the first reply. The first of three starts is the coldest; the median counts."""
    times = []
    for _ in range(3):
        begin = time.monotonic()
        with running(command()):
            wait_for(port, pause=0.0002)
            times.append((time.monotonic() - begin) * 1000)
    return sorted(times)[1]


def start(bench):
    floor = start_time(lambda: [f"{bench.folder}/floor", str(FLOOR_PORT), "0"], FLOOR_PORT)
    daemon = start_time(lambda: bench.daemon_command(POOL_OF_1000, "--listen", f"127.0.0.1:{OUR_PORT}"), OUR_PORT)
    return daemon, floor


def holder(bench):
    need_descriptors(HOLDERS + 100)
    with bench.daemon(POOL_OF_56000) as daemon:
        time.sleep(1)
        before = daemon.resident()
        with bench.holders(HOLDERS):
            time.sleep(2)
            return [(daemon.resident() - before) * 1024 / HOLDERS]


ROWS = [
    Row("idle and not browsed", idle, [("resident, MB", "12 or less"), ("threads", "2 to 3")]),
    Row("start", start, [("from fork to the first OK, ms", "15 or less"), ("  of the floor", "")]),
    Row("15,000 holders", holder, [("resident a holder, bytes", "2,000 or less")]),
]
QUICK = ROWS
