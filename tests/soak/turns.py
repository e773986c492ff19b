"""Clients work side by side; the checker works alone."""
import threading


class Turn:
    """Held by a client at work."""

    lock = threading.Condition()
    working = 0
    wanted = False

    def __enter__(self):
        with Turn.lock:
            Turn.lock.wait_for(lambda: not Turn.wanted)
            Turn.working += 1

    def __exit__(self, *_):
        with Turn.lock:
            Turn.working -= 1
            Turn.lock.notify_all()


class Quiet:
    """Held by the checker, once nobody is at work."""

    def __enter__(self):
        with Turn.lock:
            Turn.wanted = True
            Turn.lock.wait_for(lambda: Turn.working == 0)

    def __exit__(self, *_):
        with Turn.lock:
            Turn.wanted = False
            Turn.lock.notify_all()
