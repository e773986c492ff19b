"""Becomes a command, to which it passes sockets as systemd does.
usage: pass.py SOCKET[=NAME],... COMMAND ARG...
A SOCKET is tcp, again (the one before once more), udp, packets (a Unix socket of packets that listens), pair, or file."""
import os
import socket
import sys


def make(kind, before):
    if kind == "tcp":
        return socket.create_server(("127.0.0.1", 0)).detach()
    if kind == "again":
        return os.dup(before)
    if kind == "udp":
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).detach()
    if kind == "pair":
        return socket.socketpair()[0].detach()
    if kind == "packets":
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind("")
        listener.listen()
        return listener.detach()
    return os.open("/etc/passwd", os.O_RDONLY)


wanted = [word.partition("=") for word in sys.argv[1].split(",")]
descriptors = []
for kind, _, _ in wanted:
    descriptors.append(make(kind, descriptors[-1] if descriptors else -1))
# Out of the way first: one may stand where another has to go.
high = [os.dup2(descriptor, 100 + i) for i, descriptor in enumerate(descriptors)]
for i, descriptor in enumerate(high):
    os.dup2(descriptor, 3 + i, inheritable=True)
os.closerange(3 + len(high), 200)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(high)), LISTEN_FDNAMES=":".join(name for _, _, name in wanted))
os.execv(sys.argv[2], sys.argv[2:])
