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
  repeat     stores a further connection under each connection's name -> stored
  spoil before|after
             stores a ledger of no use beside the real one            -> stored
  fed        -> the number of WATCHDOG=1 since the start
"""
import array
import collections
import fcntl
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time

LIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
PATIENCE = 50


class Systemd:
    def __init__(self, command, folder):
        self.command = command
        self.path = os.path.join(folder, "notify")
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(self.path)
        self.listeners = [socket.create_server(("127.0.0.1", 0), backlog=4096)]
        # As in the real one, several descriptors may have one name.
        self.store = collections.defaultdict(list)
        self.others = []
        self.lock = threading.Lock()
        self.ready = threading.Event()
        self.fed = 0
        self.pid = 0
        threading.Thread(target=self.receive, daemon=True).start()
        threading.Thread(target=self.drop_closed, daemon=True).start()

    def receive(self):
        while True:
            message, ancillary, _, _ = self.notify.recvmsg(4096, socket.CMSG_SPACE(4 * 16))
            passed = array.array("i")
            for level, kind, data in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    passed.frombytes(data[: len(data) - len(data) % passed.itemsize])
            said = dict(line.split("=", 1) for line in message.decode().splitlines() if "=" in line)
            with self.lock:
                if "FDSTORE" in said:
                    self.store[said["FDNAME"]].append(passed[0])
                if "FDSTOREREMOVE" in said:
                    for descriptor in self.store.pop(said["FDNAME"], []):
                        os.close(descriptor)
            if "WATCHDOG" in said:
                self.fed += 1
            if "READY" in said:
                self.ready.set()

    def drop_closed(self):
        """systemd watches what it stores, and lets go of what has been hung up."""
        while True:
            with self.lock:
                poll = select.poll()
                names = {}
                for name, descriptor in self.stored():
                    if name != "ledger":
                        poll.register(descriptor, 0)
                        names[descriptor] = name
                for descriptor, _ in poll.poll(0):
                    self.store[names[descriptor]].remove(descriptor)
                    os.close(descriptor)
            time.sleep(0.05)

    def stored(self):
        return [(name, descriptor) for name, descriptors in self.store.items() for descriptor in descriptors]

    def start(self, *options):
        self.ready.clear()
        self.fed = 0
        with self.lock:
            names = ["portmanager.socket"] * len(self.listeners) + [name for name, _ in self.stored()]
            descriptors = [listener.fileno() for listener in self.listeners] + [descriptor for _, descriptor in self.stored()]
            begin = time.monotonic()
            self.pid = os.fork()
            if self.pid == 0:
                self.execute(changed(self.command, options), names, descriptors)
        while not self.ready.wait(0.01):
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

    def repeat(self):
        with self.lock:
            for name in self.store:
                if name != "ledger":
                    ours, theirs = socket.socketpair()
                    self.others.append(ours)
                    self.store[name].append(theirs.detach())
        return "stored"

    def spoil(self, place):
        ledger = os.memfd_create("useless")
        os.truncate(ledger, 4096)
        with self.lock:
            self.store["ledger"].insert(0 if place == "before" else 1, ledger)
        return "stored"

    def end(self, how):
        if self.pid == 0:
            return "not running"
        os.kill(self.pid, how)
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return f"ended {code}"


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
        "repeat": systemd.repeat,
        "spoil": systemd.spoil,
        "fed": lambda: str(systemd.fed),
    }
    print(systemd.listeners[0].getsockname()[1], flush=True)
    try:
        for line in sys.stdin:
            order, *arguments = line.split()
            print(orders[order](*arguments), flush=True)
    finally:
        systemd.end(signal.SIGKILL)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
