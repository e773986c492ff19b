"""A client that is told by its standard input what to ask: a request a line, and prints the replies.

usage: talk.py USER-ID HOST PORT | talk.py USER-ID PATH
It becomes that user first: not before it starts, because that user may not be able to read it, or this Python.
!listen PORT is no request: it listens there, until it ends.
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
        listeners.append(socket.create_server(("0.0.0.0", int(line.split()[1]))))
        print("listening", flush=True)
        continue
    connection.sendall(line.encode())
    print(replies.readline().rstrip("\n"), flush=True)
