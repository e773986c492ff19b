"""Sockets that listen on a port that a port manager gave."""
import errno
import socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Optional

# Each attempt costs another program that takes the port between the port manager's look at it and this one.
_MAX_ATTEMPTS = 16


def listen(
    get: "Callable[[], int]", release: "Callable[[int], None]", address: "Optional[str]", backlog: int
) -> socket.socket:
    """Gets ports until one can be listened on."""
    for attempt in range(1, _MAX_ATTEMPTS + 1):
        port = get()
        try:
            return _opened(address, port, backlog)
        except OSError as error:
            try:
                release(port)
            except NotImplementedError:
                pass  # An old port manager cannot take it back before the connection closes.
            if error.errno != errno.EADDRINUSE or attempt == _MAX_ATTEMPTS:
                raise
    raise AssertionError("the last attempt raises")


def _opened(address: "Optional[str]", port: int, backlog: int) -> socket.socket:
    if address is None and socket.has_dualstack_ipv6():
        try:
            return socket.create_server(("", port), family=socket.AF_INET6, backlog=backlog, dualstack_ipv6=True)
        except OSError as error:
            # A kernel that knows IPv6 may have it turned off.
            if error.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                raise
    family = socket.AF_INET6 if address is not None and ":" in address else socket.AF_INET
    return socket.create_server((address or "", port), family=family, backlog=backlog)
