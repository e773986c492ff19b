"""Holds ports on a daemon of this host. Each line of its input is a request, sent over one connection; prints the first line of each reply. usage: hold.py PORT"""
import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60) as connection:
    replies = connection.makefile("r", encoding="utf-8", newline="\n")
    for line in sys.stdin:
        connection.sendall(line.encode())
        print(replies.readline(), end="", flush=True)
