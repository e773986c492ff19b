#!/usr/bin/env python3
"""Sends one request, and prints all that comes until the daemon hangs up. usage: ask.py HOST PORT REQUEST"""
import socket
import sys

host, port, request = sys.argv[1:]
with socket.create_connection((host, int(port)), timeout=60) as connection:
    connection.sendall(request.encode() + b"\n")
    if not request.startswith("GIMME"):
        connection.shutdown(socket.SHUT_WR)
    replies = connection.makefile("r", encoding="utf-8", newline="\n")
    # Who gets a port has to let go of it himself; who is refused is hung up.
    first = replies.readline()
    print(first + ("" if first.startswith("OK") and request.startswith("GIMME") else replies.read()), end="")
