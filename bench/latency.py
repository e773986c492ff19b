"""Latencies at a given rate. When each request is sent is fixed in advance, and its latency counts from then: one that had to wait
because the server, or this machine, was busy with those before it is charged with that.
"""
from peers import PING, installed, listing_of, redis
from processes import POOL_OF_1000
from table import Row

QUANTILES = ("p50", "p99", "p99.9")
# A tail of so few requests needs more of them than a rate does.
TIMES_AS_LONG = 2


def latencies(bench, server, mode, rate, *arguments):
    """Microseconds."""
    figures = bench.load(server.port, mode, rate, bench.seconds * TIMES_AS_LONG, *arguments)
    if figures["refused"] or figures["unanswered"]:
        raise SystemExit(f"bench: of the requests at a fixed rate not all were answered: {figures}")
    return [figures[quantile] * 1000 for quantile in QUANTILES]


def by_turns(load, held, peer_load, listing):
    def measure(bench):
        with bench.daemon(POOL_OF_1000) as daemon, bench.held(held, max(held, 1)):
            ours = latencies(bench, daemon, *load)
        with bench.floor(held) as floor:
            floors = latencies(bench, floor, *load)
        if not installed("redis-server"):
            return *ours, *floors
        with redis(bench, listing) as server:
            return *ours, *floors, *latencies(bench, server, *peer_load)
    return measure


def row(name, load, held, peer_request, peer_load, listing=None):
    servers = ["ours", "floor"] + [f"redis-server ({peer_request})"] * installed("redis-server")
    lines = [(f"{server}: {quantile}, microseconds", "") for server in servers for quantile in QUANTILES]
    return Row(f"latency: {name}", by_turns(load, held, peer_load, listing), lines)


def list_row(name, rate, held, peer_request, exchange, listing=None):
    return row(name, ("pace-ask", rate, 20, "LIST", "OK ", "listed"), held, peer_request, ("pace-ask", rate, 20, *exchange), listing)


LISTING, GET = listing_of(900)
ROWS = [
    list_row("LIST, none held, 2,000 a second over 20 connections", 2000, 0, "PING", PING),
    list_row("LIST, 900 held, 1,000 a second over 20 connections", 1000, 900, "GET of as many bytes", GET, LISTING),
    row("connect + GIMME + close, 1,000 a second", ("pace-visit", 1000, "GIMME # bench", "OK ", 0), 0, "PING", ("pace-visit", 1000, *PING)),
]
QUICK = ROWS[:1]
