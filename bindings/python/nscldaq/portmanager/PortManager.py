"""The class PortManager, a connection to a port manager."""
from ctypes import byref, c_int

from nscldaq.portmanager._arguments import criteria as converted
from nscldaq.portmanager._arguments import milliseconds, number_of, optional_text, text
from nscldaq.portmanager._awaited import AwaitedCalls
from nscldaq.portmanager._handle import Handle
from nscldaq.portmanager._library import Listing, quick
from nscldaq.portmanager._listing import name_of, services

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket
    from types import TracebackType
    from typing import List, Optional, Type

    from nscldaq.portmanager._listing import Service

__all__ = ["PortManager"]


class PortManager(AwaitedCalls):
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
        self._use(host, timeout, Handle(host, number_of(port), timeout, user))
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

        address: the IP address to listen on. None: all of this host, IPv6 and IPv4.
        backlog: how many connections may wait to be accepted, 1 or more.
        """
        port, descriptor = c_int(), c_int()
        place = optional_text(address, "address")
        self._handle.call(
            quick.portmanager_listen, *text(servicename, "service"), *place, backlog, byref(port), byref(descriptor)
        )
        # Programs that only look for services do without it.
        from socket import socket

        return socket(fileno=descriptor.value)

    def claim(self, port: int, servicename: str) -> None:
        """Allocates a particular port: a fixed one, or the one that the service had before it was restarted.

        If the port manager refuses, raises RuntimeError with its text. If the port manager is too old, raises
        NotImplementedError. In both cases the connection and the other ports stay.
        """
        self._handle.call(quick.portmanager_claim, number_of(port), *text(servicename, "service"))

    def release(self, port: int) -> None:
        """Releases one port. The connection and the other ports stay. The errors are those of claim."""
        self._handle.call(quick.portmanager_release, number_of(port))

    def listPorts(self) -> "List[Service]":
        """Lists all allocated ports: a list of dicts with the keys service, user and port."""
        listing = Listing()
        self._handle.call(quick.portmanager_list, byref(listing))
        return services(listing)

    def find(self, **criteria: "Optional[str]") -> "List[Service]":
        """Lists the ports, as listPorts does, that match all criteria. They apply in this order:

        service: the exact name of the service.
        beginswith: what the name of the service begins with.
        user: the exact name of the user.

        A criterion that is None does not apply. Any other criterion raises RuntimeError.
        """
        listing = Listing()
        self._handle.call(quick.portmanager_find, *converted(criteria), byref(listing))
        return services(listing)

    def advertisedName(self, port: int) -> str:
        """Returns the name under which a port is advertised: that given to getPort, or that with a number.

        If nobody has the port, raises LookupError.
        """
        listing = Listing()
        self._handle.call(quick.portmanager_find_port, number_of(port), byref(listing))
        return name_of(services(listing), port)

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
            self._done_with(handle)
        return services(listing)[0]

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
