#!/usr/bin/env python3
"""A client that sends all of its requests at once and says that there are no more. usage: all_at_once.py PORT SERVICES"""
import socket
import sys

port, services = map(int, sys.argv[1:])
requests = "".join(f"GIMME Service{n} fox\nLIST\n" for n in range(services))
connection = socket.create_connection(("127.0.0.1", port), timeout=60)
connection.sendall(requests.encode())
connection.shutdown(socket.SHUT_WR)
replies = connection.makefile("r", encoding="utf-8", newline="\n")

given = set()
for number in range(services):
    ok, new = replies.readline().split()
    assert ok == "OK" and new not in given, new
    given.add(new)
    assert replies.readline() == f"OK {number + 1}\n"
    assert {replies.readline().split()[0] for _ in range(number + 1)} == given
assert replies.read() == "", "there is more than was asked for"
print(f"{services} services, {services} listings")
