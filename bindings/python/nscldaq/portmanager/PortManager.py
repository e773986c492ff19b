"""The class PortManager, a connection to a port manager."""
from ctypes import byref, c_int, sizeof, string_at

from nscldaq.portmanager._handle import Handle, milliseconds, optional_text, text
from nscldaq.portmanager._library import Listing, Row, quick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket
    from types import TracebackType
    from typing import List, Optional, Set, Type, TypedDict

    class Service(TypedDict):
        """One row of a listing: a port that is allocated, and what is advertised under it."""

        service: str
        user: str
        port: int


__all__ = ["PortManager"]

_CRITERIA = ("service", "beginswith", "user")
_ROW = sizeof(Row)
_INTS_OF_A_ROW = sizeof(Row) // sizeof(c_int)
_PORT_IN_A_ROW = Row.port.offset // sizeof(c_int)


class PortManager:
    """A connection to a port manager, which gives out listen ports and lists the services of its host.

    The object holds the ports that it gets until it is closed or garbage-collected, or until an error closes the
    connection. After such an error the object cannot be used again; make a new one.

    Network errors raise the OSError that they are (ConnectionRefusedError, socket.gaierror ...). A port manager that
    does not answer in time raises TimeoutError. A closed connection raises ConnectionError. A refusal raises
    RuntimeError with the port manager's text.
    """

    def __init__(
        self, host: str, port: "Optional[int]" = 30000, *, timeout: float = 10.0, user: "Optional[str]" = None
    ) -> None:
        """Connects to the port manager on a host.

        host: a DNS name or an address. A port manager gives ports only to programs on its own host (localhost).
        port: the port on which the port manager listens. None finds it: from its port file if the host is this one,
            else from /etc/services, else it is 30000.
        timeout: how long connecting, and each request, may take, in seconds.
        user: the user under whom services are advertised. None: the user that getpass.getuser() finds, or the
            number of one who has no name.
        """
        self._host, self._timeout = host, timeout
        self._waiting: "Set[Handle]" = set()
        self._handle = Handle(host, _port(port), timeout, user)
        self._port = self._handle.server_port
        self._handle.call(quick.portmanager_connect)

    @property
    def host(self) -> str:
        """The host, as it was passed."""
        return self._host

    @property
    def port(self) -> int:
        """The port on which the port manager listens."""
        return self._port

    def getPort(self, servicename: str) -> int:
        """Allocates a port, and advertises a service of this user under it.

        Returns the port. A further service of the same name and user is advertised with a number: name_1, name_2 ...
        If the port manager refuses, raises RuntimeError with its text. Any error releases all ports, a refusal too.
        """
        port = c_int()
        self._handle.call(quick.portmanager_get, *text(servicename, "service"), byref(port))
        return port.value

    def getUniquePort(self, servicename: str) -> int:
        """Allocates a port as getPort does, unless this user already advertises a service of that name.

        Of several programs that ask at the same time, one gets a port. The errors are those of claim.
        """
        port = c_int()
        self._handle.call(quick.portmanager_get_unique, *text(servicename, "service"), byref(port))
        return port.value

    def listen(self, servicename: str, *, address: "Optional[str]" = None, backlog: int = 128) -> "socket":
        """Allocates a port as getPort does, and returns a socket that listens on it.

        If another program took the port first, releases it and asks for another one. If 16 ports were taken, raises the
        last OSError. The errors are those of getPort. Closing the socket does not release the port; release does.

        address: the address to listen on. None: all of this host, IPv6 and IPv4.
        backlog: how many connections may wait to be accepted.
        """
        # Programs that only look for services do without it.
        from nscldaq.portmanager._listening import listen

        return listen(lambda: self.getPort(servicename), self.release, address, backlog)

    def claim(self, port: int, servicename: str) -> None:
        """Allocates a particular port: a fixed one, or the one that the service had before it was restarted.

        If the port manager refuses, raises RuntimeError with its text. If the port manager is too old, raises
        NotImplementedError. In both cases the connection and the other ports stay.
        """
        self._handle.call(quick.portmanager_claim, _port(port), *text(servicename, "service"))

    def release(self, port: int) -> None:
        """Releases one port. The connection and the other ports stay. The errors are those of claim."""
        self._handle.call(quick.portmanager_release, _port(port))

    def listPorts(self) -> "List[Service]":
        """Lists all allocated ports: a list of dicts with the keys service, user and port."""
        listing = Listing()
        self._handle.call(quick.portmanager_list, byref(listing))
        return _taken(listing)

    def find(self, **criteria: "Optional[str]") -> "List[Service]":
        """Lists the ports, as listPorts does, that match all criteria. They apply in this order:

        service: the exact name of the service.
        beginswith: what the name of the service begins with.
        user: the exact name of the user.

        A criterion that is None does not apply. Any other criterion raises RuntimeError.
        """
        for name in criteria:
            if name not in _CRITERIA:
                raise RuntimeError("find knows the criteria %s, not %s" % (", ".join(_CRITERIA), name))
        values = [part for name in _CRITERIA for part in optional_text(criteria.get(name), name)]
        listing = Listing()
        self._handle.call(quick.portmanager_find, *values, byref(listing))
        return _taken(listing)

    def advertisedName(self, port: int) -> str:
        """Returns the name under which a port is advertised: that given to getPort, or that with a number.

        If nobody has the port, raises LookupError.
        """
        listing = Listing()
        self._handle.call(quick.portmanager_find_port, _port(port), byref(listing))
        rows = _taken(listing)
        if not rows:
            raise LookupError("the port manager does not list port %d" % port)
        return rows[0]["service"]

    def waitFor(
        self, servicename: str, user: "Optional[str]" = None, *, timeout: "Optional[float]" = None
    ) -> "Service":
        """Waits until a service is advertised, by this user if one is given, and returns its dict.

        timeout: seconds; 0 checks once, None waits without a limit. If the service is not advertised in this time,
        raises TimeoutError. The call uses a separate connection, so no error costs a port.
        """
        listing = Listing()
        rest = -1 if timeout is None else milliseconds(timeout)
        names = text(servicename, "service") + optional_text(user, "user")
        handle = Handle(self._host, self._port, self._timeout)
        self._waiting.add(handle)
        try:
            handle.call(quick.portmanager_wait, *names, rest, byref(listing))
        finally:
            self._waiting.discard(handle)
            handle.close()
        return _taken(listing)[0]

    def close(self) -> None:
        """Closes the connection, which releases the ports. Closing again does nothing.

        A call that another thread waits for ends then, with ConnectionError.
        """
        self._handle.close()
        for handle in list(self._waiting):
            handle.close()

    def __enter__(self) -> "PortManager":
        return self

    def __exit__(
        self,
        kind: "Optional[Type[BaseException]]",
        error: "Optional[BaseException]",
        traceback: "Optional[TracebackType]",
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<%sPortManager on %s port %d>" % ("" if self._handle.is_open else "closed ", self._host, self._port)


def _port(port: "Optional[int]") -> int:
    if port is None:
        return 0
    if not isinstance(port, int):
        raise TypeError("a port is an int, not %s" % type(port).__name__)
    if not 1 <= port <= 65535:
        raise ValueError("a port is from 1 to 65535, not %d" % port)
    return port


def _taken(listing: Listing) -> "List[Service]":
    """Copies the rows of a listing, and frees it."""
    try:
        size = listing.count * _ROW
        block = string_at(listing.rows, size + listing.names_length)
    finally:
        quick.portmanager_free(byref(listing))
    names = block[size:].decode().split("\0")
    # The names are each row's service and user in turn, each with a zero byte behind it.
    ports = memoryview(block)[:size].cast("i")[_PORT_IN_A_ROW::_INTS_OF_A_ROW].tolist()
    return [
        {"service": service, "user": user, "port": port}
        for service, user, port in zip(names[0::2], names[1::2], ports)
    ]
