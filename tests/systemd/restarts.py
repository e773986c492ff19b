"""Holds ports while the service is killed, restarted and reloaded; ends with 0 when nobody noticed.

usage: restarts.py PORT
"""
import socket
import subprocess
import sys
import time

PORT = int(sys.argv[1])


class Client:
    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", PORT))
        self.socket.settimeout(20)
        self.file = self.socket.makefile("rb")

    def ask(self, request):
        self.socket.sendall(request.encode() + b"\n")
        return self.reply()

    def reply(self):
        return self.file.readline().decode().strip()

    def rows(self):
        return [self.reply() for _ in range(int(self.ask("LIST").split()[1]))]


def systemctl(*words):
    return subprocess.run(["systemctl", "--user", *words], check=True, capture_output=True, text=True).stdout.strip()


def main_process():
    return int(systemctl("show", "portmanager.service", "--property=MainPID", "--value"))


def wait_for_another(process):
    deadline = time.monotonic() + 20
    while main_process() in (0, process):
        assert time.monotonic() < deadline, "the service did not come back"
        time.sleep(0.05)


holders = [Client() for _ in range(100)]
for i, holder in enumerate(holders[:60]):
    assert holder.ask(f"GIMME service{i} fox").startswith("OK "), "no port"
before = holders[0].rows()
assert len(before) == 60, before

for what in ("kill -9", "systemctl kill SIGKILL", "systemctl restart", "systemctl restart"):
    process = main_process()
    if what == "kill -9":
        subprocess.run(["kill", "-9", str(process)], check=True)
    else:
        systemctl(*(["kill", "--signal=SIGKILL", "portmanager.service"] if "kill" in what else ["restart", "portmanager.service"]))
    holders[1].socket.sendall(b"LIST\n")
    wait_for_another(process)
    assert holders[1].reply() == "OK 60", what
    assert [holders[1].reply() for _ in range(60)] == before, what
    for holder in holders[:60]:
        assert holder.rows() == before, what
    print(f"{what}: 60 ports held by 60 connections, as before")

holders[0].file.close()
holders[0].socket.close()
deadline = time.monotonic() + 10
while len(holders[1].rows()) != 59:
    assert time.monotonic() < deadline, "a client that left was not freed"
stored = int(systemctl("show", "portmanager.service", "--property=NFileDescriptorStore", "--value"))
print(f"systemd stores {stored} descriptors")
systemctl("stop", "portmanager.service", "portmanager.socket")
assert holders[1].reply() == "", "stop should close the connections"
print("systemctl stop: the connections are closed")
