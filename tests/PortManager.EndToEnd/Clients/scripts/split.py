#!/usr/bin/env python3
"""A client that splits rows as those in Rust and Python do: at single blanks, at white space, at lines of any kind. usage: split.py PORT USAGEFILE
Every service has a name with a separator in it."""
import re
import socket
import sys
import time

port, usage = int(sys.argv[1]), sys.argv[2]
connection = socket.create_connection(("127.0.0.1", port), timeout=60)
replies = connection.makefile("r", encoding="utf-8", newline="\n")

separators = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
assert all(c.isspace() for c in separators)
names = ["Epics Display", "two  blanks", "{x} y", 'say "x"', "a{b", "a\\b", "$x [y];", "\u202eexe.gpj"] + [f"a{c}b" for c in separators]
given = {}
for name in names:
    quoted = "".join("\\" + c if c in ' {}"\\$[];' else c for c in name)
    connection.sendall(f"GIMME {quoted} fox\n".encode())
    ok, number = replies.readline().split()
    assert ok == "OK", number
    given[number] = name

connection.sendall(b"LIST\n")
assert replies.readline() == f"OK {len(names)}\n"
listing = "".join(replies.readline() for _ in names)
assert "\u202e" not in listing
rows = listing.splitlines()
assert len(rows) == len(names), "a name made another row"
for row in rows:
    number, service, user = row.split(" ")
    assert row.split() == [number, service, user] and user == "fox", row
    assert not service.startswith(("{", '"')), row
    read = re.sub(r"\\u([0-9a-f]{4})|\\(.)", lambda m: chr(int(m[1], 16)) if m[1] else m[2], service)
    assert read == given[number], row

deadline = time.monotonic() + 50
while True:
    with open(usage, encoding="utf-8", newline="\n") as file:
        text = file.read()
    if len(text.splitlines()) == len(names) or time.monotonic() > deadline:
        break
    time.sleep(0.05)
lines = text.splitlines()
assert len(lines) == len(names), f"{len(lines)} lines in the usage file"
assert all(len(line.split("\t")) == 3 for line in lines)
assert not any(c in text for c in separators + "\u202e")
print(f"{len(names)} services, 1 listing")
