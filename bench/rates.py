"""How many requests a second, and what one costs: beside the floor, with many ports held, and with HTTP on and off."""
from processes import (
    FLOOR_PORT, OTHER_POOL_OF_1000, OTHER_PORT, OUR_PORT, POOL_OF_1000, POOL_OF_23000, POOL_OF_56000, POOL_OF_6000, Refused, need_descriptors, wait_until_few_ports_rest)
from table import Row

BURSTS = 10
PORTS_A_BURST = 5000


def measured(bench, server, mode, connections, *exchange):
    """The rate, and microseconds of processor time a request, of a server that has been at it for a second.

    One that has just started has its memory still to page in.
    """
    bench.rate(server.port, mode, connections, 1, *exchange)
    before = server.processor_seconds()
    load = bench.load(server.port, mode, connections, bench.seconds, *exchange)
    if load["refused"]:
        raise Refused(f"bench: {load['refused']:.0f} requests were refused")
    return load["rate"], (server.processor_seconds() - before) / load["operations"] * 1e6


def beside_floor(mode, connections, held):
    def measure(bench):
        with bench.floor(held) as floor:
            floor_rate, floor_cost = measured(bench, floor, mode, connections)
        with bench.daemon(POOL_OF_1000) as daemon, bench.held(held, max(held, 1)):
            rate, cost = measured(bench, daemon, mode, connections)
        return cost / floor_cost, rate / floor_rate, cost, floor_cost
    return measure


def beside_floor_row(name, mode, connections, held, cost, rate):
    return Row(name, beside_floor(mode, connections, held), [
        ("CPU a request, to the floor", cost),
        ("rate, to the floor", rate),
        ("CPU a request, microseconds", ""),
        ("  of the floor", "")])


def first_seconds(bench):
    with bench.floor(0):
        floor = bench.rate(FLOOR_PORT, "churn", 20, 2)
    with bench.daemon(POOL_OF_1000):
        return [bench.rate(OUR_PORT, "churn", 20, 2) / floor]


def many_held(bench):
    need_descriptors(15_100)
    wait_until_few_ports_rest()
    return [*beside_few_held(bench, POOL_OF_23000, bench.holders(15_000, OTHER_PORT)),
            *beside_few_held(bench, POOL_OF_56000, bench.held(50_000, 50, OTHER_PORT))]


def beside_few_held(bench, pool, many):
    """What a further port costs with MANY held, and at which rate it is given, to those with 60 held, in bursts by turns."""
    with bench.daemon(POOL_OF_6000) as few_server, bench.held(60, 50), bench.daemon(pool, port=OTHER_PORT) as many_server, many:
        servers = few_server, many_server
        for server in servers:
            bench.rate(server.port, "many", 20, PORTS_A_BURST)
        before = [server.processor_seconds() for server in servers]
        seconds = dict.fromkeys(servers, 0.0)
        for _ in range(BURSTS):
            for server in servers:
                seconds[server] += 1 / bench.rate(server.port, "many", 20, PORTS_A_BURST)
        few, many = (server.processor_seconds() - start for server, start in zip(servers, before))
        return many / few, seconds[few_server] / seconds[many_server]


def http_on_to_off(mode, connections, held):
    def measure(bench):
        with bench.daemon(POOL_OF_1000), bench.held(held, 20), \
                bench.daemon(OTHER_POOL_OF_1000, "--no-http", port=OTHER_PORT), bench.held(held, 20, OTHER_PORT):
            on, off = 0.0, 0.0
            for _ in range(2):
                on += bench.rate(OUR_PORT, mode, connections, 2)
                off += bench.rate(OTHER_PORT, mode, connections, 2)
            return [on / off]
    return measure


def http_row(name, mode, connections, held):
    return Row(name, http_on_to_off(mode, connections, held), [("rate, HTTP on, to HTTP off", "0.95 or more")])


ROWS = [
    beside_floor_row("LIST, none held, 50 connections", "list", 50, 0, "1.25 or less", "0.80 or more"),
    beside_floor_row("LIST, 900 held, 20 connections", "list", 20, 900, "1.15 or less", "0.90 or more"),
    beside_floor_row("connect + GIMME + close, 20 connections", "churn", 20, 0, "1.60 or less (aim 1.40)", "0.95 or more"),
    Row("connect + GIMME + close, the first two seconds", first_seconds, [("rate, to the floor", "")]),
    Row("taking a port with many held", many_held, [
        ("CPU a port with 15,000 connections that hold, to 60 held", "1.00"),
        ("  rate", "1.00"),
        ("CPU a port with 50,000 ports held, to 60 held", "1.00"),
        ("  rate", "1.00")]),
    http_row("HTTP: LIST, 900 held", "list", 20, 900),
    http_row("HTTP: connect + GIMME + close", "churn", 20, 0),
    http_row("HTTP: LIST, none held", "list", 50, 0),
]
QUICK = ROWS[:3]
