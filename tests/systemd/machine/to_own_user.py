"""Holds ports while the unit as shipped takes the place of one that ran as root; ends with 0 when nobody noticed."""
import os
import pwd
import socket
import subprocess

FILES = "/run/portmanager-test/portmanager."


def ask(connection, request):
    connection.sendall(request.encode() + b"\n")
    return connection.makefile("rb").readline().decode().strip()


def connect():
    connection = socket.create_connection(("127.0.0.1", 30000))
    connection.settimeout(20)
    return connection


def user():
    process = subprocess.run(["systemctl", "show", "portmanager.service", "--property=MainPID", "--value"], check=True, capture_output=True, text=True)
    return pwd.getpwuid(os.stat(f"/proc/{process.stdout.strip()}").st_uid).pw_name


holders = [connect() for _ in range(100)]
for i, holder in enumerate(holders):
    assert ask(holder, f"GIMME service{i} root").startswith("OK "), "no port"
assert user() == "root", user()

for command in (f"cp {FILES}service /etc/systemd/system/portmanager.service", f"cp {FILES}sysusers /usr/lib/sysusers.d/portmanager.conf",
                f"cp {FILES}tmpfiles /usr/lib/tmpfiles.d/portmanager.conf", "systemd-sysusers portmanager.conf",
                "systemd-tmpfiles --create portmanager.conf", "systemctl daemon-reload", "systemctl restart portmanager.service"):
    subprocess.run(command.split(), check=True)

assert user() == "portmanager", user()
for holder in holders:
    assert ask(holder, "VERSION").startswith("OK "), "a connection was closed"
assert ask(connect(), "LIST") == "OK 100", "ports were freed"
for file in ("/run/nscldaq/daqportmgr.pid", "/var/log/nscldaq/portmanager.log", "/var/tmp/daqportmgr/listen.port", "/var/tmp/daqportmgr/ports.txt"):
    assert pwd.getpwuid(os.stat(file).st_uid).pw_name == "portmanager", file
assert os.stat("/var/log/nscldaq").st_uid == 0, "a folder of everybody's was taken"
print("from root to its own user: 100 ports held by 100 connections, as before")
