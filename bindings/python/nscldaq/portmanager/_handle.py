"""A handle of the C library whose calls wait as Python's do: other threads run meanwhile, and signals are handled at once."""
import select
import threading
import time
from ctypes import ArgumentError, byref, c_int, c_short, c_uint64, create_string_buffer

from nscldaq.portmanager._errors import error_of
from nscldaq.portmanager._library import quick, slow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Tuple

_OK, _AGAIN = 0, 1
# Milliseconds that the library itself waits for a reply. No other thread of this program runs meanwhile, so it is the
# interpreter's own switch interval. On one host replies come sooner, and then a request takes half the time.
_BLOCKING_TIMEOUT = 5
# Milliseconds after which a call that waits looks whether another thread has closed its handle.
_SLICE = 100
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


class Handle:
    """One handle. Anything that leaves a call unfinished closes it."""

    def __init__(self, host: str, port: int, timeout: float, user: "Optional[str]" = None) -> None:
        self._number = 0
        self._timeout = timeout
        self._turn = threading.Lock()
        number = c_uint64()
        check(quick.portmanager_create(*text(host, "host"), port, byref(number)))
        self._number = number.value
        check(quick.portmanager_set_timeout(self._number, milliseconds(timeout)))
        check(quick.portmanager_set_user(self._number, *optional_text(user, "user")))
        check(quick.portmanager_set_blocking_timeout(self._number, _BLOCKING_TIMEOUT))
        self._resolve(host)

    def __del__(self) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether the handle is open."""
        return self._number != 0

    @property
    def server_port(self) -> int:
        """The port on which the port manager listens."""
        port = c_int()
        check(quick.portmanager_server_port(self._number, byref(port)))
        return port.value

    def close(self) -> None:
        """Closes this process's end of the connection."""
        number, self._number = self._number, 0
        if number:
            quick.portmanager_close(number)

    def call(self, function: "Any", *arguments: "Any") -> None:
        """Runs a call until it is done. The function is one of ``quick``; the arguments are those after the handle."""
        if not self._turn.acquire(True, self._timeout):
            raise TimeoutError("another thread's call on this connection did not end within %g s" % self._timeout)
        try:
            status = function(self._number, *arguments)
            while status == _AGAIN:
                self._wait()
                status = function(self._number, *arguments)
        except ArgumentError:
            # Nothing was sent.
            raise
        except BaseException:
            # For example Ctrl-C: the reply has yet to come, so this connection cannot be used for another request.
            self.close()
            raise
        finally:
            self._turn.release()
        if status != _OK:
            raise last_error()

    def _wait(self) -> None:
        descriptor, events, rest = c_int(), c_short(), c_int()
        check(quick.portmanager_waits_for(self._number, byref(descriptor), byref(events), byref(rest)))
        poll = select.poll()
        if descriptor.value >= 0:
            poll.register(descriptor.value, events.value)
        end = float("inf") if rest.value < 0 else time.monotonic() + rest.value / 1000
        left = float(_SLICE)
        while self._number and left >= 0 and not poll.poll(min(left, _SLICE)):
            left = (end - time.monotonic()) * 1000

    def _resolve(self, host: str) -> None:
        if host == "localhost" or ":" in host or host.replace(".", "").isdigit():
            check(slow.portmanager_resolve(self._number))
            return

        # The system's resolver can be neither interrupted nor bounded, so a thread calls it.
        failed: "List[Exception]" = []
        done = threading.Event()

        def look_up(number: int) -> None:
            if slow.portmanager_resolve(number) != _OK:
                failed.append(last_error())
            done.set()

        threading.Thread(target=look_up, args=(self._number,), daemon=True).start()
        if not done.wait(self._timeout):
            raise TimeoutError("the host %s could not be looked up within %g s" % (host, self._timeout))
        if failed:
            raise failed[0]


def check(status: int) -> None:
    """Raises the error of the call that returned this status, unless it succeeded."""
    if status != _OK:
        raise last_error()


def last_error() -> Exception:
    """Returns the exception for the last call that failed in this thread."""
    number = c_int()
    status = quick.portmanager_last_error(byref(number))
    size = quick.portmanager_last_error_text(None, 0) + 1
    buffer = create_string_buffer(size)
    quick.portmanager_last_error_text(buffer, size)
    return error_of(status, number.value, buffer.raw[:-1].decode())
