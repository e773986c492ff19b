#!/usr/bin/env python3
"""A client that sends each byte by itself, and the next one only when that has arrived. usage: byte_at_a_time.py PORT"""
import fcntl
import socket
import struct
import sys
import termios

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60)
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
replies = connection.makefile("r", encoding="utf-8", newline="\n")


def unacknowledged():
    return struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, b"\0" * 4))[0]


def ask(request):
    for byte in request.encode():
        connection.send(bytes([byte]))
        while unacknowledged():
            pass
    return replies.readline()


first = ask("GIMME Ring fox\n")
second = ask("GIMME {an d\u00fcnn} fox\r\n")
assert first.startswith("OK ") and second.startswith("OK "), (first, second)
assert ask("LIST\n") == "OK 2\n"
rows = {replies.readline(), replies.readline()}
assert rows == {f"{first.split()[1]} Ring fox\n", f"{second.split()[1]} an\\u0020d\u00fcnn fox\n"}, rows
print("2 services, 1 listing")
