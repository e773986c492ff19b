#!/usr/bin/env python3
"""Stands in for systemd: starts a command with a listener, and keeps what the command stores for its next start.

usage: fake_systemd.py COMMAND [ARG ...]

Prints the port of the listener. Then reads orders from standard input, one a line, and answers each with one line; at
the end of the orders it ends the command.
  start [OPTION VALUE]...
             starts the command, with other options this time, and waits until it says READY=1
                                                                      -> ready PID DESCRIPTORS MILLISECONDS
  kill       ends it with SIGKILL, and waits                          -> ended CODE
  term       ends it with SIGTERM, and waits                          -> ended CODE
  stored     -> the number of stored descriptors
  listen PATH
             listens on a Unix socket as well, for the next start     -> listens
  deaf       listens no longer, as after a change of the socket unit   -> deaf
  repeat     stores a further connection under each connection's name -> stored
  spoil before|after
             stores a ledger of no use beside the real one            -> stored
  fed        -> the number of WATCHDOG=1 since the start
"""
import array
import collections
import fcntl
import io
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import time

LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
PATIENCE = 50
LOOK_AT_STORE = 0.05


class Systemd:
    def __init__(self, command, folder):
        self.command = command
        self.path = os.path.join(folder, "notify")
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(self.path)
        self.notify.setblocking(False)
        self.listeners = [socket.create_server(("127.0.0.1", 0), backlog=4096)]
        # As in the real one, several descriptors may have one name.
        self.store = collections.defaultdict(list)
        self.looked_at_store = 0
        self.others = []
        self.ready = False
        self.fed = 0
        self.pid = 0

    def attend(self, timeout, *others):
        """Waits for a message, or for other files to be readable, which it returns, and takes all messages there are.

        They are taken before whatever else is to be done, as in the real one: who gives an order after a reply of the
        service may rely on all that the service said before that reply.
        """
        poll = select.poll()
        for file in (self.notify, *others):
            poll.register(file, select.POLLIN)
        readable = {descriptor for descriptor, _ in poll.poll(timeout * 1000)}
        try:
            while True:
                self.take(*self.notify.recvmsg(4096, socket.CMSG_SPACE(4 * 16))[:2])
        except BlockingIOError:
            pass
        if time.monotonic() > self.looked_at_store + LOOK_AT_STORE:
            self.drop_closed()
        return [file for file in others if file.fileno() in readable]

    def take(self, message, ancillary):
        passed = array.array("i")
        for level, kind, data in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                passed.frombytes(data[: len(data) - len(data) % passed.itemsize])
        said = dict(line.split("=", 1) for line in message.decode().splitlines() if "=" in line)
        if "FDSTORE" in said:
            self.store[said["FDNAME"]].append(passed[0])
        if "FDSTOREREMOVE" in said:
            for descriptor in self.store.pop(said["FDNAME"], []):
                os.close(descriptor)
        self.fed += "WATCHDOG" in said
        self.ready |= "READY" in said

    def drop_closed(self):
        """systemd watches what it stores, and lets go of what has been hung up."""
        poll = select.poll()
        names = {}
        for name, descriptor in self.stored():
            if name != "ledger":
                poll.register(descriptor, 0)
                names[descriptor] = name
        for descriptor, _ in poll.poll(0):
            self.store[names[descriptor]].remove(descriptor)
            os.close(descriptor)
        self.looked_at_store = time.monotonic()

    def stored(self):
        return [(name, descriptor) for name, descriptors in self.store.items() for descriptor in descriptors]

    def start(self, *options):
        self.ready = False
        self.fed = 0
        names = ["portmanager.socket"] * len(self.listeners) + [name for name, _ in self.stored()]
        descriptors = [listener.fileno() for listener in self.listeners] + [descriptor for _, descriptor in self.stored()]
        begin = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self.execute(changed(self.command, options), names, descriptors)
        while not self.ready:
            self.attend(0.01)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                self.pid = 0
                return "ended"
            if time.monotonic() > begin + PATIENCE:
                return "not ready"
        return f"ready {self.pid} {len(descriptors)} {(time.monotonic() - begin) * 1000:.0f}"

    def execute(self, command, names, descriptors):
        try:
            # Out of the way first: they may stand where others have to go.
            high = [fcntl.fcntl(d, fcntl.F_DUPFD, 3 + len(descriptors)) for d in descriptors]
            for i, descriptor in enumerate(high):
                os.dup2(descriptor, 3 + i, inheritable=True)
            os.closerange(3 + len(descriptors), LIMIT)
            os.dup2(os.open("/dev/null", os.O_RDWR), 0)
            os.dup2(2, 1)
            environment = dict(os.environ, NOTIFY_SOCKET=self.path, LISTEN_PID=str(os.getpid()), WATCHDOG_USEC="300000",
                               LISTEN_FDS=str(len(descriptors)), LISTEN_FDNAMES=":".join(names))
            environment.pop("WATCHDOG_PID", None)
            os.execvpe(command[0], command, environment)
        finally:
            os._exit(127)

    def listen(self, path):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen()
        self.listeners.append(listener)
        return "listens"

    def deaf(self):
        while self.listeners:
            self.listeners.pop().close()
        return "deaf"

    def repeat(self):
        for name in self.store:
            if name != "ledger":
                ours, theirs = socket.socketpair()
                self.others.append(ours)
                self.store[name].append(theirs.detach())
        return "stored"

    def spoil(self, place):
        ledger = os.memfd_create("useless")
        os.truncate(ledger, 4096)
        self.store["ledger"].insert(0 if place == "before" else 1, ledger)
        return "stored"

    def end(self, how):
        if self.pid == 0:
            return "not running"
        os.kill(self.pid, how)
        ended, status = 0, 0
        while not ended:
            self.attend(0.005)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        self.attend(0)
        self.pid = 0
        return f"ended {os.waitstatus_to_exitcode(status)}"


def changed(command, options):
    """A command with other values of its options, or further ones."""
    command = list(command)
    for name, value in zip(options[::2], options[1::2]):
        if name in command:
            command[command.index(name) + 1] = value
        else:
            command += [name, value]
    return command


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
    folder = tempfile.mkdtemp()
    systemd = Systemd(sys.argv[1:], folder)
    orders = {
        "start": systemd.start,
        "kill": lambda: systemd.end(signal.SIGKILL),
        "term": lambda: systemd.end(signal.SIGTERM),
        "stored": lambda: str(len(systemd.stored())),
        "listen": systemd.listen,
        "deaf": systemd.deaf,
        "repeat": systemd.repeat,
        "spoil": systemd.spoil,
        "fed": lambda: str(systemd.fed),
    }
    print(systemd.listeners[0].getsockname()[1], flush=True)
    # Without a buffer, in which a second order could wait unseen.
    given = io.FileIO(0)
    try:
        while True:
            if systemd.attend(LOOK_AT_STORE, given):
                line = given.readline().decode()
                if not line:
                    break
                order, *arguments = line.split()
                print(orders[order](*arguments), flush=True)
    finally:
        systemd.end(signal.SIGKILL)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
