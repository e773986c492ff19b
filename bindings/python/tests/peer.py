"""Peers that misbehave: a listener that does with each line what a script says."""
import contextlib
import socket
import struct
import threading

RESET = object()
HANG_UP = object()


class Peer:
    """Answers each request line with what ``answer(line)`` gives: bytes, HANG_UP or RESET. Use it in a with statement."""

    def __init__(self, answer):
        self._answer = answer
        self.lines = []
        self.connections = 0

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        # Wakes the accept.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection:
            for line in connection.makefile("rb"):
                text = line.decode().rstrip("\n")
                self.lines.append(text)
                reply = self._answer(text)
                if isinstance(reply, tuple):
                    connection.sendall(reply[0])
                    reply = reply[1]
                if reply is RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if reply is RESET or reply is HANG_UP:
                    # The file over the socket has it open too.
                    connection.shutdown(socket.SHUT_RDWR) if reply is HANG_UP else None
                    return
                connection.sendall(reply)


def saying(text):
    """A peer that answers everything with this."""
    return Peer(lambda line: text)


def old(rows=()):
    """An old port manager: it knows GIMME and LIST. It refuses any other request, and closes the connection."""

    def answer(line):
        if line == "LIST":
            return "".join(["OK %d\r\n" % len(rows), *("%s\r\n" % row for row in rows)]).encode()
        if line.startswith("GIMME "):
            return b"OK 30105\r\n"
        return b"FAIL {Invalid request}\r\n", HANG_UP

    return Peer(answer)
