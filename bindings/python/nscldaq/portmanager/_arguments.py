"""Checks what programs pass, and converts it for the C library."""
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Tuple

_CRITERIA = ("service", "beginswith", "user")
_MAX_SECONDS = 24 * 60 * 60


def milliseconds(seconds: float) -> int:
    """Converts a time for the C library, rounded up to whole milliseconds."""
    if not 0 <= seconds <= _MAX_SECONDS:
        raise ValueError("a timeout is from 0 to %d seconds" % _MAX_SECONDS)
    return int(seconds * 1000) + (seconds * 1000 % 1 > 0)


def text(value: str, what: str) -> "Tuple[bytes, int]":
    """Converts a text for the C library: the bytes and their length."""
    if not isinstance(value, str):
        raise TypeError("the %s is a str, not %s" % (what, type(value).__name__))
    encoded = value.encode("utf-8", "surrogateescape")
    return encoded, len(encoded)


def optional_text(value: "Optional[str]", what: str) -> "Tuple[Optional[bytes], int]":
    """Converts a text for the C library as ``text`` does; None becomes NULL."""
    return (None, 0) if value is None else text(value, what)


def criteria(given: "Dict[str, Optional[str]]") -> "List[Any]":
    """Converts the criteria of a listing."""
    for name in given:
        if name not in _CRITERIA:
            raise RuntimeError("find knows the criteria %s, not %s" % (", ".join(_CRITERIA), name))
    return [part for name in _CRITERIA for part in optional_text(given.get(name), name)]


def number_of(port: "Optional[int]") -> int:
    """Converts a port; None becomes 0, which finds it."""
    if port is None:
        return 0
    if not isinstance(port, int):
        raise TypeError("a port is an int, not %s" % type(port).__name__)
    if not 1 <= port <= 65535:
        raise ValueError("a port is from 1 to 65535, not %d" % port)
    return port
