"""The calls of PortManager for programs with asyncio, each with an a before its name."""
from ctypes import byref, c_int

from nscldaq.portmanager._arguments import criteria as converted
from nscldaq.portmanager._arguments import milliseconds, number_of, optional_text, text
from nscldaq.portmanager._handle import Handle
from nscldaq.portmanager._library import Listing, quick
from nscldaq.portmanager._listing import changes, name_of, services

TYPE_CHECKING = False
if TYPE_CHECKING:
    from socket import socket
    from typing import Any, AsyncIterator, List, Optional, Set, Type, TypeVar

    from nscldaq.portmanager._listing import Change, Service

    Self = TypeVar("Self", bound="AwaitedCalls")


class AwaitedCalls:
    """What can be awaited in a loop of asyncio. The errors are those of the calls without the a.

    A call that is cancelled while its request is under way closes the connection, which releases all ports, as Ctrl-C
    does to the others. Those of awaitFor and watch use connections of their own, and cost no port.
    """

    _handle: Handle

    @classmethod
    async def aconnect(
        cls: "Type[Self]",
        host: str,
        port: "Optional[int]" = 30000,
        *,
        timeout: float = 10.0,
        user: "Optional[str]" = None,
    ) -> "Self":
        """Connects to the port manager on a host, as the constructor does, without blocking the loop."""
        from nscldaq.portmanager._awaiting import opened

        new = cls.__new__(cls)
        new._use(host, timeout, await opened(host, number_of(port), timeout, user))
        await new._call(quick.portmanager_connect)
        return new

    async def agetPort(self, servicename: str) -> int:
        """Allocates a port, as getPort does."""
        port = c_int()
        await self._call(quick.portmanager_get, *text(servicename, "service"), byref(port))
        return port.value

    async def agetUniquePort(self, servicename: str) -> int:
        """Allocates a port, as getUniquePort does."""
        port = c_int()
        await self._call(quick.portmanager_get_unique, *text(servicename, "service"), byref(port))
        return port.value

    async def alisten(self, servicename: str, *, address: "Optional[str]" = None, backlog: int = 128) -> "socket":
        """Allocates a port and listens on it, as listen does: for asyncio.start_server(..., sock=...)."""
        port, descriptor = c_int(), c_int()
        place = optional_text(address, "address")
        await self._call(
            quick.portmanager_listen, *text(servicename, "service"), *place, backlog, byref(port), byref(descriptor)
        )
        from socket import socket

        return socket(fileno=descriptor.value)

    async def aclaim(self, port: int, servicename: str) -> None:
        """Allocates a particular port, as claim does."""
        await self._call(quick.portmanager_claim, number_of(port), *text(servicename, "service"))

    async def arelease(self, port: int) -> None:
        """Releases one port, as release does."""
        await self._call(quick.portmanager_release, number_of(port))

    async def alistPorts(self) -> "List[Service]":
        """Lists all allocated ports, as listPorts does."""
        listing = Listing()
        await self._call(quick.portmanager_list, byref(listing))
        return services(listing)

    async def afind(self, **criteria: "Optional[str]") -> "List[Service]":
        """Lists the ports that match all criteria, as find does."""
        listing = Listing()
        await self._call(quick.portmanager_find, *converted(criteria), byref(listing))
        return services(listing)

    async def aadvertisedName(self, port: int) -> str:
        """Returns the name under which a port is advertised, as advertisedName does."""
        listing = Listing()
        await self._call(quick.portmanager_find_port, number_of(port), byref(listing))
        return name_of(services(listing), port)

    async def awaitFor(
        self, servicename: str, user: "Optional[str]" = None, *, timeout: "Optional[float]" = None
    ) -> "Service":
        """Waits until a service is advertised, as waitFor does."""
        from nscldaq.portmanager._awaiting import call

        listing = Listing()
        rest = -1 if timeout is None else milliseconds(timeout)
        names = text(servicename, "service") + optional_text(user, "user")
        handle = await self._another()
        try:
            await call(handle, quick.portmanager_wait, *names, rest, byref(listing))
        finally:
            self._done_with(handle)
        return services(listing)[0]

    async def watch(self, **criteria: "Optional[str]") -> "AsyncIterator[Change]":
        """Tells what changes in what find would list: first what is there, as added, then what comes and goes.

        Each change is a dict with the keys service, user and port, and change, which is "added" or "removed". If the
        port manager is restarted, the watch goes on, and tells the differences. It has no end: leave the loop over it.
        """
        from nscldaq.portmanager._awaiting import call

        values = converted(criteria)
        handle = await self._another()
        try:
            while True:
                listing = Listing()
                await call(handle, quick.portmanager_watch, *values, -1, byref(listing))
                for change in changes(listing):
                    yield change
        finally:
            self._done_with(handle)

    def _use(self, host: str, timeout: float, handle: Handle) -> None:
        self._host, self._timeout, self._handle = host, timeout, handle
        self._port = handle.server_port
        self._waiting: "Set[Handle]" = set()

    async def _call(self, function: "Any", *arguments: "Any") -> None:
        from nscldaq.portmanager._awaiting import call

        await call(self._handle, function, *arguments)

    async def _another(self) -> Handle:
        """Makes a handle for a call that waits aside. close ends it too."""
        from nscldaq.portmanager._awaiting import opened

        handle = await opened(self._host, self._port, self._timeout)
        self._waiting.add(handle)
        return handle

    def _done_with(self, handle: Handle) -> None:
        self._waiting.discard(handle)
        handle.close()
