#!/usr/bin/env python3
"""A client that takes what one recv gives for the whole reply. usage: one_recv.py PORT SERVICES LISTINGS"""
import socket
import sys

port, services, listings = map(int, sys.argv[1:])
connection = socket.create_connection(("127.0.0.1", port), timeout=60)


def ask(request):
    connection.send(request.encode() + b"\n")
    return connection.recv(1 << 20).decode()


given = {}
for number in range(services):
    reply = ask(f"GIMME Service{number} fox").split()
    assert len(reply) == 2 and reply[0] == "OK", reply
    given[f"Service{number}"] = reply[1]
assert len(set(given.values())) == services, "a port was given twice"

for _ in range(listings):
    reply = ask("LIST")
    assert reply.endswith("\n"), f"half a reply: {len(reply)} bytes"
    lines = reply.splitlines()
    assert lines[0] == f"OK {services}", lines[0]
    rows = [line.split() for line in lines[1:]]
    assert {service: port for port, service, user in rows if user == "fox"} == given, rows
print(f"{services} services, {listings} listings")
