"""A systemd that never reads its socket, while holders come."""
import contextlib
import select
import socket
import subprocess
import time

from processes import OUR_PORT, POOL_OF_1000, figures, running
from table import Row

HOLDERS = 600
SECONDS = 10
RATE = 200
# systemd says which process the descriptors are for; the shell's becomes the daemon's.
AS_SYSTEMD_STARTS = 'export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=portmanager.socket; exec "$@" 3<&"$LISTENER"'


@contextlib.contextmanager
def unread_notify_socket(bench):
    path = f"{bench.folder}/notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(path)
        yield path


@contextlib.contextmanager
def daemon_of_systemd(bench):
    """A daemon with a listener that was passed to it, and a notify socket that nobody reads."""
    with contextlib.ExitStack() as stack:
        path = stack.enter_context(unread_notify_socket(bench))
        listener = stack.enter_context(socket.create_server(("127.0.0.1", OUR_PORT), backlog=4096))
        command = ["bash", "-c", AS_SYSTEMD_STARTS, "bash", *bench.daemon_command(POOL_OF_1000)]
        stack.enter_context(running(command, pass_fds=[listener.fileno()], env={
            "PATH": "/usr/bin:/bin", "NOTIFY_SOCKET": path, "LISTENER": str(listener.fileno())}))
        with socket.create_connection(("127.0.0.1", OUR_PORT), timeout=10) as first:
            first.sendall(b"LIST\n")
            first.recv(100)
        yield


def answered(holders, deadline):
    """How many holders got a port or a refusal."""
    poll = select.epoll()
    waiting = {holder.fileno(): holder for holder in holders}
    for holder in holders:
        poll.register(holder, select.EPOLLIN)
    count = 0
    while waiting and time.monotonic() < deadline:
        for descriptor, _ in poll.poll(0.1):
            poll.unregister(descriptor)
            with contextlib.suppress(ConnectionError):
                count += waiting.pop(descriptor).recv(1000).startswith((b"OK ", b"FAIL "))
    poll.close()
    return count


def never_reads(bench):
    with daemon_of_systemd(bench), contextlib.ExitStack() as stack:
        holders = [stack.enter_context(socket.create_connection(("127.0.0.1", OUR_PORT))) for _ in range(HOLDERS)]
        pace = stack.enter_context(running(
            bench.load_command(OUR_PORT, "pace", RATE, SECONDS), stdout=subprocess.PIPE, text=True))
        time.sleep(0.5)
        begin = time.monotonic()
        for i, holder in enumerate(holders):
            holder.sendall(f"GIMME held{i} holder\n".encode())
        count = answered(holders, begin + 2 * SECONDS)
        latency = figures(pace.stdout.readline())
        return latency["max"], HOLDERS - count


ROWS = [
    Row(f"a systemd that never reads, {HOLDERS} holders take ports", never_reads, [
        (f"LIST, {RATE} a second: longest, ms", "under 50"),
        ("holders without a port or a refusal after 20 s", "0")], once=True)]
QUICK = ROWS
