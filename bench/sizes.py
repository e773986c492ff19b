"""What LIST and FIND cost by the number of ports held, beside what the floor and the peers take to answer as much."""
from peers import LIST, epmd, installed, listing_of, redis
from processes import POOL_OF_64000, need_descriptors
from rates import measured
from table import Row

CONNECTIONS = 20
SIZES = (0, 60, 900, 15_000, 60_000)
# An epmd waits with select, which ends at 1,024 descriptors.
MOST_NAMES = 900
FIND = ("FIND -service held7", "OK ", "listed")


def ask(bench, server, exchange):
    return measured(bench, server, "ask", CONNECTIONS, *exchange)


def ours(bench, held):
    with bench.daemon(POOL_OF_64000) as daemon, bench.held(held, 50):
        return [ask(bench, daemon, LIST), ask(bench, daemon, FIND)]


def floor(bench, held):
    with bench.floor(held) as server:
        return [ask(bench, server, LIST)]


def redis_get(bench, held):
    listing, get = listing_of(held)
    with redis(bench, listing) as server:
        return [ask(bench, server, get)]


def epmd_names(bench, held):
    with epmd(bench, held) as server:
        return [measured(bench, server, "epmd-names", CONNECTIONS)]


def row(held):
    servers = [(ours, ["portmanager LIST", "portmanager FIND of one"]), (floor, ["floor LIST"])]
    if installed("redis-server"):
        servers.append((redis_get, ["redis-server GET of as many bytes"]))
    if installed("epmd") and held <= MOST_NAMES:
        servers.append((epmd_names, ["epmd names, with its connection"]))

    def measure(bench):
        need_descriptors(1100)
        series = [figures for server, _ in servers for figures in server(bench, held)]
        return [figure for rate, cost in series for figure in (cost, rate)]

    names = [name for _, names in servers for name in names]
    lines = [(f"{name}: {figure}", "") for name in names for figure in ("CPU a request, microseconds", "rate")]
    return Row(f"by number held: {held:,}", measure, lines)


ROWS = [row(held) for held in SIZES]
QUICK = []
