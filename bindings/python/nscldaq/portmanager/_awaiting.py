"""Calls of the C library that wait in an event loop of asyncio. It is not blocked, and needs no thread for them."""
import asyncio
import select
import time
from ctypes import ArgumentError

from nscldaq.portmanager._handle import AGAIN, BLOCKING_TIMEOUT, OK, Handle, is_looked_up, last_error
from nscldaq.portmanager._library import quick

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

# Seconds after which a call looks again whether that of another thread has ended: there is nothing to wait for.
_LOOK = 0.001


async def opened(host: str, port: int, timeout: float, user: "Optional[str]" = None) -> Handle:
    """Makes a handle. Only a host that has to be looked up takes a thread, as in asyncio itself."""
    if not is_looked_up(host):
        return Handle(host, port, timeout, user)
    return await asyncio.get_running_loop().run_in_executor(None, Handle, host, port, timeout, user)


async def call(handle: Handle, function: "Any", *arguments: "Any") -> None:
    """Runs a call until it is done, as ``Handle.call`` does. One that is cancelled closes the handle."""
    async with _queue(handle):
        await _have_turn(handle)
        try:
            quick.portmanager_set_blocking_timeout(handle.number, 0)
            status = function(handle.number, *arguments)
            while status == AGAIN:
                await _wait(handle)
                status = function(handle.number, *arguments)
            # Errors belong to the thread, and to its last call that failed.
            error = None if status == OK else last_error()
        except ArgumentError:
            # Nothing was sent.
            raise
        except BaseException:
            # The reply has yet to come, so this connection cannot be used for another request.
            handle.close()
            raise
        finally:
            quick.portmanager_set_blocking_timeout(handle.number, BLOCKING_TIMEOUT)
            handle.turn.release()
    if error is not None:
        raise error


def _queue(handle: Handle) -> asyncio.Lock:
    """In which the tasks of this loop wait for their turn."""
    loop = asyncio.get_running_loop()
    if handle.queue is None or handle.queue[0] is not loop:
        handle.queue = (loop, asyncio.Lock())
    queue: asyncio.Lock = handle.queue[1]
    return queue


async def _have_turn(handle: Handle) -> None:
    """Waits for calls of other threads."""
    end = time.monotonic() + handle.timeout
    while not handle.turn.acquire(False):
        if time.monotonic() > end:
            raise handle.busy()
        await asyncio.sleep(_LOOK)


async def _wait(handle: Handle) -> None:
    loop = asyncio.get_running_loop()
    woken = loop.create_future()
    descriptor, timer = -1, None

    def wake() -> None:
        if not woken.done():
            woken.set_result(None)

    def leave() -> None:
        if descriptor >= 0:
            loop.remove_reader(descriptor)
            loop.remove_writer(descriptor)

    def close(number: int) -> None:
        leave()
        quick.portmanager_close(number)
        wake()

    def close_from_anywhere(number: int) -> None:
        try:
            # A loop that is stopped looks at nothing, and calls nothing.
            if loop.is_running():
                loop.call_soon_threadsafe(close, number)
            else:
                close(number)
        except RuntimeError:
            # It is closed itself.
            quick.portmanager_close(number)

    # From here on, nobody else closes the descriptor.
    handle.closes = close_from_anywhere
    try:
        descriptor, events, seconds = handle.waits_for()
        if descriptor >= 0:
            (loop.add_writer if events & select.POLLOUT else loop.add_reader)(descriptor, wake)
        if seconds != float("inf"):
            timer = loop.call_later(seconds, wake)
        await woken
    finally:
        handle.closes = None
        if timer is not None:
            timer.cancel()
        # If it was closed meanwhile, the descriptor is another's, or is about to be.
        if handle.is_open:
            leave()
