"""The class PortManager, a connection to a port manager."""
from ctypes import byref, c_int, sizeof, string_at

from nscldaq.portmanager._handle import Handle, milliseconds, optional_text, text
from nscldaq.portmanager._library import Listing, Row, quick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import List, Optional, Type, TypedDict

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
    """A connection to a port manager, which gives out listen ports and tells which services run where.

    The ports that it gets are held as long as the connection is open: until it is closed, garbage-collected, or an error
    ends it. After an error it is of no further use; make a new one.

    Network errors are raised as the OSError that they are (ConnectionRefusedError, socket.gaierror ...), a port manager
    that does not answer in time as TimeoutError, a connection that has ended as ConnectionError, and what the port
    manager refuses as RuntimeError with the port manager's text.
    """

    def __init__(
        self, host: str, port: "Optional[int]" = 30000, *, timeout: float = 10.0, user: "Optional[str]" = None
    ) -> None:
        """Connects to the port manager on a host.

        host: a DNS name or an address. Only the port manager of this host (localhost) gives out ports.
        port: where the port manager listens. None: find it, by its port file, /etc/services, or 30000.
        timeout: seconds that connecting, and each request, may take.
        user: the user under whom services are advertised; None: as getpass.getuser() has it.
        """
        self._host, self._timeout = host, timeout
        self._handle = Handle(host, _port(port), timeout, user)
        self._port = self._handle.server_port
        self._handle.call(quick.portmanager_connect)

    @property
    def host(self) -> str:
        """The host, as it was given."""
        return self._host

    @property
    def port(self) -> int:
        """The port on which the port manager listens."""
        return self._port

    def getPort(self, servicename: str) -> int:
        """Allocates a port, and advertises a service under it and the name of the user.

        Returns the port. A further service of the same name and user is advertised with a number: name_1, name_2 ...
        Raises RuntimeError with the port manager's text when it refuses; that, too, releases all ports.
        """
        port = c_int()
        self._handle.call(quick.portmanager_get, *text(servicename, "service"), byref(port))
        return port.value

    def claim(self, port: int, servicename: str) -> None:
        """Allocates this very port: a fixed one, or the one that the service had before it was restarted.

        Raises RuntimeError with the port manager's text when it refuses, and NotImplementedError when it is too old. The
        connection and the other ports stay.
        """
        self._handle.call(quick.portmanager_claim, _port(port), *text(servicename, "service"))

    def release(self, port: int) -> None:
        """Gives one port back. The connection and the other ports stay; errors are those of claim."""
        self._handle.call(quick.portmanager_release, _port(port))

    def listPorts(self) -> "List[Service]":
        """All ports that are allocated: a list of dicts with the keys service, user and port."""
        listing = Listing()
        self._handle.call(quick.portmanager_list, byref(listing))
        return _taken(listing)

    def find(self, **criteria: "Optional[str]") -> "List[Service]":
        """The ports, as listPorts gives them, that match all criteria, which apply in this order:

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

    def waitFor(
        self, servicename: str, user: "Optional[str]" = None, *, timeout: "Optional[float]" = None
    ) -> "Service":
        """Waits until a service is advertised, by this user if one is given, and returns its dict.

        timeout: seconds; 0 looks once, None waits without an end. Raises TimeoutError when the time is over. It uses
        a connection of its own, so neither that nor another error costs a port.
        """
        listing = Listing()
        rest = -1 if timeout is None else milliseconds(timeout)
        names = text(servicename, "service") + optional_text(user, "user")
        handle = Handle(self._host, self._port, self._timeout)
        try:
            handle.call(quick.portmanager_wait, *names, rest, byref(listing))
        finally:
            handle.close()
        return _taken(listing)[0]

    def close(self) -> None:
        """Ends the connection, and so releases the ports. Closing twice does nothing."""
        self._handle.close()

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
    """The rows of a listing, which is given back."""
    try:
        size = listing.count * _ROW
        block = string_at(listing.rows, size + listing.names_length)
    finally:
        quick.portmanager_free(byref(listing))
    names = block[size:].decode().split("\0")
    # Each row's service and user follow each other, each with a zero behind it.
    ports = memoryview(block)[:size].cast("i")[_PORT_IN_A_ROW::_INTS_OF_A_ROW].tolist()
    return [
        {"service": service, "user": user, "port": port}
        for service, user, port in zip(names[0::2], names[1::2], ports)
    ]
