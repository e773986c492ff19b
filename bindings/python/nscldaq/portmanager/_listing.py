"""Copies listings of the C library, and frees them."""
from ctypes import byref, c_int, sizeof, string_at

from nscldaq.portmanager._library import Listing, Row, quick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import List, TypedDict

    class Service(TypedDict):
        """One row of a listing: a port that is allocated, and what is advertised under it."""

        service: str
        user: str
        port: int

    class Change(Service):
        """A service that is advertised from now on ("added"), or no longer ("removed")."""

        change: str


_ROW = sizeof(Row)
_INTS_OF_A_ROW = sizeof(Row) // sizeof(c_int)
_PORT_IN_A_ROW = Row.port.offset // sizeof(c_int)
_CHANGE_IN_A_ROW = Row.change.offset // sizeof(c_int)
_CHANGES = {1: "added", 2: "removed"}


def services(listing: Listing) -> "List[Service]":
    """Takes the rows of a listing."""
    names, numbers = _taken(listing)
    return [
        {"service": service, "user": user, "port": port}
        for service, user, port in zip(names[0::2], names[1::2], numbers[_PORT_IN_A_ROW::_INTS_OF_A_ROW])
    ]


def changes(listing: Listing) -> "List[Change]":
    """Takes the rows of a watch."""
    names, numbers = _taken(listing)
    return [
        {"service": service, "user": user, "port": port, "change": _CHANGES[change]}
        for service, user, port, change in zip(
            names[0::2], names[1::2], numbers[_PORT_IN_A_ROW::_INTS_OF_A_ROW], numbers[_CHANGE_IN_A_ROW::_INTS_OF_A_ROW]
        )
    ]


def name_of(rows: "List[Service]", port: int) -> str:
    """Returns the name in a listing of one port."""
    if not rows:
        raise LookupError("the port manager does not list port %d" % port)
    return rows[0]["service"]


def _taken(listing: Listing) -> "tuple[List[str], List[int]]":
    try:
        size = listing.count * _ROW
        block = string_at(listing.rows, size + listing.names_length)
    finally:
        quick.portmanager_free(byref(listing))
    # The names are each row's service and user in turn, each with a zero byte behind it.
    return block[size:].decode().split("\0"), memoryview(block)[:size].cast("i").tolist()
