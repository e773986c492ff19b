"""A client that is told by its standard input what to ask: a request a line, and prints the replies.

usage: talk.py USER-ID HOST PORT | talk.py USER-ID PATH
It becomes that user first: not before it starts, because that user may not be able to read it, or this Python.
These are no requests: !listen PORT [ADDRESS] listens there, until it ends; !last REQUEST asks, and half-closes the connection at once.
"""
import encodings.idna  # What is looked up later has to be here before the user changes.
import os
import socket
import sys

user = int(sys.argv[1])
os.setgroups([])
os.setresgid(user, user, user)
os.setresuid(user, user, user)
if len(sys.argv) == 4:
    connection = socket.create_connection((sys.argv[2], int(sys.argv[3])), timeout=60)
else:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(60)
    connection.connect(sys.argv[2])
replies = connection.makefile("r", encoding="utf-8", newline="\n")
listeners = []
for line in sys.stdin:
    if line.startswith("!listen "):
        port, address = (line.split()[1:] + ["0.0.0.0"])[:2]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listeners.append(socket.create_server((address, int(port)), family=family))
        print("listening", flush=True)
        continue
    connection.sendall(line.removeprefix("!last ").encode())
    if line.startswith("!last "):
        connection.shutdown(socket.SHUT_WR)
    print(replies.readline().rstrip("\n"), flush=True)
