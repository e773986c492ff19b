"""A client that holds ports, pipelines requests, and knows what each reply has to be."""
import collections
import random
import socket
import time

MAX_PORTS = 10
MAX_UNANSWERED = 60
LONGEST_SILENCE = 20
PIECE_LATER = (0.0, 0.08)
RESTARTED = "restarted during this request"

Request = collections.namedtuple("Request", "kind text port service")


class Ports:
    """Who holds which port, as far as the clients know, to see a port that is given to two."""

    def __init__(self):
        self.holder = {}
        # A FREE was sent, so that somebody else may get the port before its answer is read here.
        self.leaving = set()

    def take(self, port, holder):
        """Whether nobody else holds the port."""
        free = self.holder.get(port, holder) is holder or port in self.leaving
        self.holder[port] = holder
        self.leaving.discard(port)
        return free

    def leave(self, port, holder):
        if self.holder.get(port) is holder:
            self.leaving.add(port)

    def leave_all(self, holder):
        """The connection closes; the daemon sees that a moment later."""
        self.leaving |= {port for port, other in self.holder.items() if other is holder}

    def left(self, port, holder):
        if self.holder.get(port) is holder and port in self.leaving:
            del self.holder[port]
            self.leaving.discard(port)


class Holder:
    """Has one port that it never gives back, so that its connection is stored with systemd."""

    numbers = iter(range(1_000_000_000))

    def __init__(self, address, ports, report):
        self.name, self.ports, self.report = f"h{next(self.numbers)}", ports, report
        self.held = {}                       # port: service, when all replies so far have been read
        self.own_free = set()                # ports to which a FREE was sent
        self.unanswered = collections.deque()
        self.input, self.rows, self.rows_missing = b"", [], 0
        self.unsent, self.send_at = b"", 0.0
        self.services = 0
        self.answered = 0
        self.last_heard = time.monotonic()
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.anchor = None
        self.add("GIMME")
        self.send_batch()

    def fileno(self):
        return self.socket.fileno()

    # What is asked.

    def add(self, kind, port=0):
        self.services += 1
        service = f"{self.name}.{self.services}"
        text = {"GIMME": f"GIMME {service} order", "CLAIM": f"CLAIM {port} {service} order", "FREE": f"FREE {port}",
                "FIND": f"FIND -beginswith {self.name}.", "LIST": "LIST", "VERSION": "VERSION"}[kind]
        self.unanswered.append(Request(kind, text, port, service))
        self.unsent += text.encode() + b"\n"

    def add_some(self):
        if not self.unanswered:
            self.last_heard = time.monotonic()
        for _ in range(random.randrange(1, 16)):
            kind = random.choices(("GIMME", "FREE", "CLAIM", "FIND", "VERSION", "LIST"), (30, 20, 15, 15, 15, 5))[0]
            free = [port for port in self.held if port != self.anchor and port not in self.own_free]
            if kind == "GIMME" and len(self.held) + sum(r.kind == "GIMME" for r in self.unanswered) < MAX_PORTS:
                self.add(kind)
            elif kind in ("FREE", "CLAIM") and free:
                self.free(random.choice(free), again=kind == "CLAIM")
            elif kind in ("FIND", "LIST", "VERSION"):
                self.add(kind)

    def free(self, port, again):
        """Gives a port back; AGAIN claims it by the next request."""
        self.own_free.add(port)
        self.add("FREE", port)
        if again:
            self.add("CLAIM", port)
        # Somebody else may get it, also before the CLAIM: a restarted daemon may begin with any free port.
        self.ports.leave(port, self)

    def work(self, quiet):
        """Sends what is due; unless QUIET, asks for more."""
        if time.monotonic() < self.send_at:
            return
        if not quiet and not self.unsent and self.anchor and len(self.unanswered) < MAX_UNANSWERED and random.random() < 0.5:
            self.add_some()
        self.send_batch()

    def send_batch(self):
        """Sends all that is to be sent, or a piece that ends anywhere, and the rest later: often after a kill."""
        piece = len(self.unsent)
        if piece > 1 and random.random() < 0.3:
            piece = random.randrange(1, piece)
        if piece:
            sent = self.socket.send(self.unsent[:piece])
            self.unsent = self.unsent[sent:]
            self.send_at = time.monotonic() + random.uniform(*PIECE_LATER) if self.unsent else 0.0

    # What is answered.

    def read(self):
        """Reads and checks. False if the connection is of no more use."""
        try:
            received = self.socket.recv(1 << 18)
        except ConnectionError as error:
            return self.closed(str(error))
        if not received:
            return self.closed("end of file")
        self.last_heard = time.monotonic()
        *lines, self.input = (self.input + received).split(b"\n")
        return all(self.take_line(line.decode()) for line in lines)

    def take_line(self, line):
        if self.rows_missing:
            self.rows.append(line)
            self.rows_missing -= 1
        elif not self.unanswered:
            return self.fault("replies to nothing", line)
        elif RESTARTED in line:
            return self.fault("FAILs by a restart", self.unanswered[0].text)
        elif self.is_claim_of_taken_port(line):
            self.unanswered.popleft()
            self.answered += 1
            return True
        elif not line.startswith("OK "):
            return self.fault("wrong replies", f"{self.unanswered[0].text}: {line}")
        elif self.unanswered[0].kind in ("LIST", "FIND"):
            if not line[3:].isdigit():
                return self.fault("replies out of order", f"{self.unanswered[0].text}: {line}")
            self.rows, self.rows_missing = [], int(line[3:])
        if self.rows_missing:
            return True
        self.answered += 1
        return self.check(self.unanswered.popleft(), line[3:])

    def is_claim_of_taken_port(self, line):
        """Whether it is the refusal of a CLAIM because another client has got the port since it was given back."""
        request = self.unanswered[0]
        taken = f"FAIL {{port {request.port} is in use by "
        return request.kind == "CLAIM" and line.startswith(taken) and not line.startswith(f"{taken}{self.name}.")

    def check(self, request, answer):
        if request.kind in ("LIST", "FIND"):
            return self.check_rows(request)
        if request.kind == "VERSION":
            return answer.startswith("{PortManager ") or self.fault("replies out of order", f"VERSION: {answer}")
        if not answer.isdigit() or (request.port and int(answer) != request.port):
            return self.fault("replies out of order", f"{request.text}: {answer}")
        port = int(answer)
        if request.kind == "FREE":
            del self.held[port]
            self.own_free.discard(port)
            self.ports.left(port, self)
            return True
        self.held[port] = request.service
        self.anchor = self.anchor or port
        return self.ports.take(port, self) or self.fault("ports given twice", str(port))

    def check_rows(self, request):
        mine = {tuple(row.split(" ")[:2]) for row in self.rows if f" {self.name}." in row}
        self.rows = []
        should_be = {(str(port), service) for port, service in self.held.items()}
        return mine == should_be or self.fault(
            "listings that lack a port or have one too many", f"{request.text}: {sorted(mine ^ should_be)}")

    def is_silent(self):
        return bool(self.unanswered) and time.monotonic() > self.last_heard + LONGEST_SILENCE

    def closed(self, how):
        """Before its first port the connection is not stored, and may be closed. Always False."""
        return self.fault("stored connections closed", how) if self.anchor else False

    def fault(self, kind, what):
        self.report(kind, f"{self.name}: {what}")
        return False

    def close(self):
        self.ports.leave_all(self)
        self.socket.close()
