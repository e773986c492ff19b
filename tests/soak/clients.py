"""Clients that speak the line protocol."""
import select
import socket
import struct
import threading

class Gone(Exception):
    """The daemon closed the connection, or did not answer in time."""


class Line:
    """A connection that speaks the line protocol."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.file = self.socket.makefile("rb")
        self.first_port = float("inf")

    def is_closed(self):
        """Whether the other side has closed it. Nothing is to be on its way."""
        try:
            return bool(select.select([self.socket], [], [], 0)[0]) and self.socket.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True

    def ask(self, request):
        try:
            self.socket.sendall(request + b"\n")
            return self.line()
        except OSError as error:
            raise Gone(str(error)) from error

    def line(self):
        try:
            line = self.file.readline()
        except OSError as error:
            raise Gone(str(error)) from error
        if not line.endswith(b"\n"):
            raise Gone("end of file")
        return line[:-1].decode()

    def rows(self, request=b"LIST"):
        head = self.ask(request)
        assert head.startswith("OK "), head
        return [tuple(row(self.line())) for _ in range(int(head[3:]))]

    def close(self):
        self.file.close()
        self.socket.close()

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()


class Observer:
    """A client that watches, over all restarts: what it has been told is to be what is listed."""

    def __init__(self, port):
        self.line = Line(port)
        self.line.socket.settimeout(None)
        # Only connections that hold a port outlive the daemon.
        assert self.line.ask(b"GIMME observer soak").startswith("OK ")
        self.line.socket.sendall(b"WATCH\n")
        self.rows = set()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            try:
                line = self.line.line()
                if line.startswith("OK "):
                    self.rows = {row(self.line.line()) for _ in range(int(line[3:]))}
                elif line.startswith("+ "):
                    self.rows = self.rows | {row(line[2:])}
                elif line.startswith("- "):
                    self.rows = self.rows - {row(line[2:])}
                else:
                    raise Gone(line)
            except (Gone, AssertionError) as error:
                self.rows = {repr(error)}
                return


def row(text):
    """The three words of a row; of what is escaped in names, those that are used here have blanks."""
    words = [word.replace("\\u0020", " ") for word in text.split(" ")]
    assert len(words) == 3 and words[0].isdigit(), f"not a row: {text}"
    return int(words[0]), words[1], words[2]
