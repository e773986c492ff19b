"""How long a holder waits for its LIST while another client asks for all that it can get."""
import contextlib
import os
import subprocess
import time

from processes import OUR_PORT, POOL_OF_900, Skipped, figures, running
from table import Row

RATE = 200
CONNECTS_A_SECOND = 15_000
# For measurements (RFC 2544), so no host of the network has it.
NETWORK = "198.18.77"
OTHER_ADDRESSES = 8


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


class ThisHost:
    address = "127.0.0.1"
    sources = ("127.0.0.2", 4)
    listen = ()

    @staticmethod
    def command(words):
        return words


class OtherHost:
    """A network namespace with a link to this one."""

    address = f"{NETWORK}.1"
    sources = (f"{NETWORK}.2", OTHER_ADDRESSES)
    listen = ("--listen", f"{NETWORK}.1:{OUR_PORT}")
    # As for loopback: a client's port may be used again a second after its connection.
    settings = "echo 1 >/proc/sys/net/ipv4/tcp_tw_reuse; echo 1024 65535 >/proc/sys/net/ipv4/ip_local_port_range"

    def __init__(self):
        self.name, self.here, self.there = f"pm-bench-{os.getpid()}", f"pmb{os.getpid()}h", f"pmb{os.getpid()}t"

    def command(self, words):
        return ["ip", "netns", "exec", self.name, *words]

    def __enter__(self):
        if os.geteuid():
            raise Skipped("another host is a network namespace, which needs root")
        try:
            self.set_up()
        except (OSError, subprocess.CalledProcessError) as error:
            self.__exit__()
            raise Skipped(f"no network namespace can be made: {error}") from error
        return self

    def set_up(self):
        run("ip", "netns", "add", self.name)
        run("ip", "link", "add", self.here, "type", "veth", "peer", "name", self.there, "netns", self.name)
        run("ip", "address", "add", f"{NETWORK}.1/24", "dev", self.here)
        run("ip", "link", "set", self.here, "up")
        for i in range(OTHER_ADDRESSES):
            run("ip", "-n", self.name, "address", "add", f"{NETWORK}.{2 + i}/24", "dev", self.there)
        run("ip", "-n", self.name, "link", "set", self.there, "up")
        run(*self.command(["sh", "-c", self.settings]))

    def __exit__(self, *_):
        """The end of a link's one end is that of the other."""
        subprocess.run(["ip", "link", "delete", self.here], capture_output=True)
        subprocess.run(["ip", "netns", "delete", self.name], capture_output=True)


def beside(load, other):
    """Latencies in milliseconds. LOAD is what the load generator does meanwhile at the other host, or this one."""
    def measure(bench):
        with contextlib.ExitStack() as stack:
            host = stack.enter_context(OtherHost()) if other else ThisHost
            stack.enter_context(bench.daemon(POOL_OF_900, *host.listen))
            # The one whose pace is kept takes the last port.
            stack.enter_context(bench.held(899, 20))
            pace = stack.enter_context(running(
                bench.load_command(OUR_PORT, "pace", RATE, bench.seconds, "hold"),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            if pace.stdout.readline() != "ready\n":
                raise SystemExit("bench: the holder got no port")
            if load:
                words = [load[0], *(bench.seconds + 60 if word == "seconds" else word for word in load[1:])]
                words += host.sources if load[0] == "connects" else ()
                nuisance = stack.enter_context(running(host.command(bench.load_command(OUR_PORT, *words, address=host.address))))
                time.sleep(0.3)
            pace.stdin.close()
            latency = figures(pace.stdout.readline())
            if load and nuisance.poll() is not None:
                raise SystemExit(f"bench: the load generator failed: {' '.join(map(str, words))}")
            return latency["p99"], latency["max"]
    return measure


def row(what, load, other):
    where = "" if load is None else ", from another host" if other else ", from this host"
    return Row(f"fairness: {what}{where}", beside(load, other), [
        (f"a holder's LIST, {RATE} a second: p99, ms", "under 20"), ("  longest, ms", "")])


def rows_from(other):
    requests = [("STATUS", "STATUS"), ("DETAIL", "DETAIL"), ("VERSION", "VERSION"), ("FREE 1", "FREE 1"),
                ("GIMME, full pool", "GIMME more bench")]
    return [row(f"one pipelines {name}", ("pipeline", "seconds", request), other) for name, request in requests] + \
        [row(f"one connects {CONNECTS_A_SECOND:,} times a second", ("connects", CONNECTS_A_SECOND, "seconds"), other)]


ALONE = row("nobody else", None, False)
ROWS = [ALONE, *rows_from(other=False), *rows_from(other=True)]
QUICK = [ALONE, ROWS[2], ROWS[6]]
