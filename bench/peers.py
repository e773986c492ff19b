"""What other daemons cost that answer short requests: redis-server as a well-made line server, Erlang's port mapper, and those that the user names.

Each round measures the floor, ours and the other, one right after the other.
"""
import contextlib
import os
import shlex
import shutil
import socket
import subprocess

from processes import PEER_PORT, POOL_OF_1000, Refused, Skipped, figures, running
from rates import measured
from table import Row

# Program, and the Debian package that has it. Nothing is installed here.
PACKAGES = {"redis-server": "redis-server", "epmd": "erlang-base"}
PING = ("PING", "+PONG", 0)
LIST = ("LIST", "OK ", "listed")


def installed(program):
    return shutil.which(program) is not None


def need(program):
    if not installed(program):
        raise Skipped(f"{program} is not installed; the Debian package {PACKAGES[program]} has it")


@contextlib.contextmanager
def redis(bench, listing=None):
    """A redis-server that writes no files, and has this listing under the key of that name."""
    need("redis-server")
    with bench.peer("redis-server", "--port", str(PEER_PORT), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no") as server:
        if listing is not None:
            store(listing.encode())
        yield server


def store(value):
    with socket.create_connection(("127.0.0.1", PEER_PORT)) as connection:
        connection.sendall(b"*3\r\n$3\r\nSET\r\n$7\r\nlisting\r\n$%d\r\n%s\r\n" % (len(value), value))
        if connection.recv(64) != b"+OK\r\n":
            raise SystemExit("bench: redis-server did not take the listing")


def listing_of(rows):
    """What the floor answers, as a value, and the exchange that asks redis-server for it: two more line feeds than rows."""
    text = f"OK {rows}\n" + "".join(f"{20000 + i} held{i} holder\n" for i in range(rows))
    return text, ("GET listing", "$", rows + 2)


@contextlib.contextmanager
def epmd(bench, names=0):
    """Erlang's port mapper, with so many names registered."""
    need("epmd")
    with bench.peer("epmd", "-port", str(PEER_PORT), "-address", "127.0.0.1") as server:
        with running(bench.load_command(PEER_PORT, "epmd-hold", names), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
            if figures(holder.stdout.readline())["refused"]:
                raise SystemExit("bench: epmd refused a name")
            yield server


def beside(peer, load, same, held=0):
    """CPU a request and rate to the floor, of the peer under its LOAD, and of ours with HELD ports under the SAME load as the floor."""
    def measure(bench):
        with bench.floor(held) as floor:
            floor_rate, floor_cost = measured(bench, floor, *same)
        with bench.daemon(POOL_OF_1000) as daemon, bench.held(held, max(held, 1)):
            rate, cost = measured(bench, daemon, *same)
        with peer(bench) as server:
            peer_rate, peer_cost = measured(bench, server, *load)
        return peer_cost / floor_cost, cost / floor_cost, peer_rate / floor_rate, rate / floor_rate
    return measure


LINES = [("CPU a request, to the floor", ""), ("  ours", ""), ("rate, to the floor", ""), ("  ours", "")]


def row(name, *arguments):
    return Row(name, beside(*arguments), LINES)


def names_row(held):
    return row(f"epmd: connect + names, {held} registered, beside connect + LIST + close, 20 connections",
               lambda bench: epmd(bench, held), ("epmd-names", 20), ("visit", 20, *LIST), held)


def named(command):
    """The rows of another port manager, started by this command line."""
    words = [word.replace("{port}", str(PEER_PORT)) for word in shlex.split(command)]
    name = os.path.basename(words[0])
    if name != words[0]:
        words[0] = os.path.abspath(words[0])

    @contextlib.contextmanager
    def start(bench, held):
        if not installed(words[0]):
            raise Skipped(f"{words[0]} is not installed")
        try:
            with bench.peer(*words) as server, bench.held(held, min(max(held, 1), 20), PEER_PORT):
                yield server
        except Refused as refusal:
            raise Skipped(str(refusal)) from refusal

    def peer_row(what, load, held):
        return row(f"{name}: {what}", lambda bench: start(bench, held), load, load, held)

    return [peer_row("LIST, none held, 50 connections", ("list", 50), 0),
            peer_row("LIST, 900 held, 20 connections", ("list", 20), 900),
            peer_row("connect + GIMME + close, 20 connections", ("churn", 20), 0)]


ROWS = [
    row("redis-server: PING, beside LIST, none held, 50 connections", redis, ("ask", 50, *PING), ("list", 50)),
    row("redis-server: connect + PING + close, beside GIMME, 20 connections", redis, ("visit", 20, *PING), ("churn", 20)),
    row("epmd: connect + register + close, beside GIMME, 20 connections", epmd, ("epmd-register", 20), ("churn", 20)),
    names_row(60),
    names_row(900),
]
QUICK = []
