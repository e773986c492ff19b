"""What the daemon's memory grows by when thousands of clients send and do not read, and what is left of that a minute after."""
import select
import socket
import time

from processes import OUR_PORT, POOL_OF_1000, megabytes, need_descriptors
from table import Row

MEBIBYTE = 1 << 20
LONGEST_SENDING = 20
MINUTE = 60
CHUNK = 1 << 16
# Nearly all of a reply that is not read stays with the daemon, or in its socket's buffer.
CLIENT_BUFFER = 4096
# So that many different filters match all rows.
PREFIX = "an_experiment_with_a_long_name_" * 6


class Crowd:
    """Connections that send, each its own bytes, and never read."""

    def __init__(self):
        self.unsent = {}
        self.sockets = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.sockets:
            connection.close()

    def join(self, count, content):
        """Opens connections, and sends CONTENT(i) over each, for as long as the daemon takes it."""
        poll = select.epoll()
        for i in range(count):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, CLIENT_BUFFER)
            connection.connect(("127.0.0.1", OUR_PORT))
            connection.setblocking(False)
            self.sockets.append(connection)
            self.unsent[connection.fileno()] = (connection, memoryview(content(i)))
            poll.register(connection, select.EPOLLOUT)
        deadline = time.monotonic() + LONGEST_SENDING
        while self.unsent and time.monotonic() < deadline:
            for descriptor, _ in poll.poll(1):
                if not self.send(descriptor):
                    poll.unregister(descriptor)
                    del self.unsent[descriptor]
        poll.close()

    def send(self, descriptor):
        """Sends some, and returns whether there is more to send."""
        connection, rest = self.unsent[descriptor]
        try:
            rest = rest[connection.send(rest[:CHUNK]):]
        except BlockingIOError:
            pass
        except ConnectionError:
            return False
        self.unsent[descriptor] = (connection, rest)
        return bool(rest)


def growth(bench, act, rows):
    """Megabytes more than before, at the peak and a minute after those who did ACT left."""
    with bench.daemon(POOL_OF_1000) as daemon, bench.held(rows, 20, prefix=PREFIX if act is http_filters else "held"):
        time.sleep(1)
        before = daemon.resident()
        daemon.forget_peak()
        with Crowd() as crowd:
            act(bench, crowd)
            time.sleep(2)
        if daemon.process.poll() is not None:
            raise SystemExit("bench: the daemon ended")
        time.sleep(MINUTE)
        return megabytes(daemon.resident_peak() - before), megabytes(daemon.resident() - before)


def without_newline(bench, crowd):
    content = b"x" * MEBIBYTE
    crowd.join(2500, lambda i: content)


def pipelined(bench, crowd):
    content = b"LIST\n" * (MEBIBYTE // 5)
    crowd.join(2500, lambda i: content)


def http_filters(bench, crowd):
    requests = [f"GET /api/v1/ports?beginswith={PREFIX[:1 + i]} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
                for i in range(len(PREFIX))]
    crowd.join(6000, lambda i: requests[i % len(requests)])


def watchers(bench, crowd):
    crowd.join(8000, lambda i: b"WATCH\n")
    bench.load(OUR_PORT, "churn", 20, 3)


def row(name, clients, act, rows):
    def measure(bench):
        need_descriptors(clients + 1100)
        return growth(bench, act, rows)
    return Row(f"memory: {name}", measure, [
        ("resident more than before, at the peak, MB", "100 or less"),
        ("  a minute after they left, MB", "20 or less")], once=True)


ROWS = [
    row("2,500 clients send 1 MiB without a newline", 2500, without_newline, 0),
    row("2,500 clients send 1 MiB of LIST and do not read, 900 held", 2500, pipelined, 900),
    row("6,000 HTTP clients ask with filters and do not read, 900 held", 6000, http_filters, 900),
    row("8,000 watchers do not read a burst of changes, 900 held", 8000, watchers, 900),
]
QUICK = []
