"""A handle of the C library whose calls wait as Python's do: other threads run meanwhile, and signals are handled at once."""
import select
import threading
import time
from ctypes import ArgumentError, byref, c_int, c_short, c_uint64, create_string_buffer

from nscldaq.portmanager._arguments import milliseconds, optional_text, text
from nscldaq.portmanager._errors import error_of
from nscldaq.portmanager._library import quick, slow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, List, Optional, Tuple

OK, AGAIN = 0, 1
# Milliseconds that the library itself waits for a reply. No other thread of this program runs meanwhile, so it is the
# interpreter's own switch interval. On one host replies come sooner, and then a request takes half the time.
BLOCKING_TIMEOUT = 5
# Milliseconds after which a call that waits looks whether another thread has closed its handle.
_SLICE = 100


class Handle:
    """One handle. Anything that leaves a call unfinished closes it."""

    def __init__(self, host: str, port: int, timeout: float, user: "Optional[str]" = None) -> None:
        self.number = 0
        self.timeout = timeout
        self.turn = threading.Lock()
        # An event loop, and its lock.
        self.queue: "Optional[Tuple[Any, Any]]" = None
        # Closes the number in the place of close, while an event loop has its descriptor.
        self.closes: "Optional[Callable[[int], None]]" = None
        number = c_uint64()
        check(quick.portmanager_create(*text(host, "host"), port, byref(number)))
        self.number = number.value
        check(quick.portmanager_set_timeout(self.number, milliseconds(timeout)))
        check(quick.portmanager_set_user(self.number, *optional_text(user, "user")))
        check(quick.portmanager_set_blocking_timeout(self.number, BLOCKING_TIMEOUT))
        self._resolve(host)

    def __del__(self) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether the handle is open."""
        return self.number != 0

    @property
    def server_port(self) -> int:
        """The port on which the port manager listens."""
        port = c_int()
        check(quick.portmanager_server_port(self.number, byref(port)))
        return port.value

    def close(self) -> None:
        """Closes this process's end of the connection."""
        number, self.number = self.number, 0
        if number:
            (self.closes or quick.portmanager_close)(number)

    def call(self, function: "Any", *arguments: "Any") -> None:
        """Runs a call until it is done. The function is one of ``quick``; the arguments are those after the handle."""
        if not self.turn.acquire(True, self.timeout):
            raise self.busy()
        try:
            status = function(self.number, *arguments)
            while status == AGAIN:
                self._wait()
                status = function(self.number, *arguments)
        except ArgumentError:
            # Nothing was sent.
            raise
        except BaseException:
            # For example Ctrl-C: the reply has yet to come, so this connection cannot be used for another request.
            self.close()
            raise
        finally:
            self.turn.release()
        if status != OK:
            raise last_error()

    def busy(self) -> TimeoutError:
        """The error of a call that did not get its turn."""
        return TimeoutError("another thread's call on this connection did not end within %g s" % self.timeout)

    def waits_for(self) -> "Tuple[int, int, float]":
        """What the call that is not done waits for: a descriptor (-1: none), poll's events, and seconds."""
        descriptor, events, rest = c_int(), c_short(), c_int()
        check(quick.portmanager_waits_for(self.number, byref(descriptor), byref(events), byref(rest)))
        return descriptor.value, events.value, float("inf") if rest.value < 0 else rest.value / 1000

    def _wait(self) -> None:
        descriptor, events, seconds = self.waits_for()
        poll = select.poll()
        if descriptor >= 0:
            poll.register(descriptor, events)
        end = time.monotonic() + seconds
        left = float(_SLICE)
        while self.number and left >= 0 and not poll.poll(min(left, _SLICE)):
            left = (end - time.monotonic()) * 1000

    def _resolve(self, host: str) -> None:
        if not is_looked_up(host):
            check(slow.portmanager_resolve(self.number))
            return

        # The system's resolver can be neither interrupted nor bounded, so a thread calls it.
        failed: "List[Exception]" = []
        done = threading.Event()

        def look_up(number: int) -> None:
            if slow.portmanager_resolve(number) != OK:
                failed.append(last_error())
            done.set()

        threading.Thread(target=look_up, args=(self.number,), daemon=True).start()
        if not done.wait(self.timeout):
            raise TimeoutError("the host %s could not be looked up within %g s" % (host, self.timeout))
        if failed:
            raise failed[0]


def is_looked_up(host: str) -> bool:
    """Whether somebody has to be asked for the addresses of a host, which may take long."""
    return not (host == "localhost" or ":" in host or host.replace(".", "").isdigit())


def check(status: int) -> None:
    """Raises the error of the call that returned this status, unless it succeeded."""
    if status != OK:
        raise last_error()


def last_error() -> Exception:
    """Returns the exception for the last call that failed in this thread."""
    number = c_int()
    status = quick.portmanager_last_error(byref(number))
    size = quick.portmanager_last_error_text(None, 0) + 1
    buffer = create_string_buffer(size)
    quick.portmanager_last_error_text(buffer, size)
    return error_of(status, number.value, buffer.raw[:-1].decode())
