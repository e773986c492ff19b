#!/usr/bin/env python3
"""A lab to look at: one etcd, three hosts with a port manager and a few services that come and go, and the page of the lab, until Ctrl-C.

usage: lab.py --check | lab.py PORTMANAGER

--check only says what is missing here. Everything runs in namespaces that end with this program; one network interface, of that name, leads there.
"""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import members

INTERFACE, OWN_ADDRESS = "pm-lab", "198.18.15.254"
LONGEST_START = 60


def fail(sentence):
    sys.exit(f"make run-lab: {sentence}")


def check():
    if os.geteuid() != 0:
        fail("needs root, to give each host a network of its own: sudo make run-lab")
    for program, package in (("etcd", "etcd-server"), ("ip", "iproute2"), ("unshare", "util-linux")):
        if not shutil.which(program):
            fail(f"please install: {package} (there is no {program})")
    if is_connected():
        fail(f"a lab runs already: the network interface {INTERFACE} is there")


def is_connected():
    return INTERFACE in (name for _, name in socket.if_nameindex())


def connect(process):
    """Lays a wire from here to the switch of the lab."""
    subprocess.run(["ip", "link", "add", INTERFACE, "type", "veth", "peer", "name", "outside", "netns", process], check=True)
    subprocess.run(["nsenter", "--target", process, "--net", "ip", "link", "set", "outside", "master", "switch", "up"], check=True)
    subprocess.run(["ip", "address", "add", f"{OWN_ADDRESS}/24", "dev", INTERFACE], check=True)
    subprocess.run(["ip", "link", "set", INTERFACE, "up"], check=True)


def answers(address, port):
    try:
        socket.create_connection((address, port), timeout=1).close()
        return True
    except OSError:
        return False


def until(condition, lab, what):
    deadline = time.monotonic() + LONGEST_START
    while not condition():
        if lab.poll() is not None or time.monotonic() > deadline:
            fail(f"{what} does not start")
        time.sleep(0.05)


def run(executable, folder):
    lab = subprocess.Popen(["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, members.__file__, executable, folder],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        if lab.stdout.readline() != "ready\n":
            fail("a network for the lab cannot be made")
        connect(pathlib.Path(f"/proc/{lab.pid}/task/{lab.pid}/children").read_text(encoding="ascii").strip())
        until(lambda: answers(members.ETCD, 2379), lab, "etcd")
        for name, address in members.HOSTS.items():
            until(lambda address=address: answers(address, 30000), lab, f"the port manager of {name}")
        say(executable)
        lab.wait()
        fail("the lab has ended by itself")
    finally:
        lab.kill()
        lab.wait()
        lab.stdin.close()
        lab.stdout.close()
        while is_connected():
            subprocess.run(["ip", "link", "delete", INTERFACE], check=False, stderr=subprocess.DEVNULL)


def say(executable):
    program = os.path.relpath(executable)
    print(f"""A lab of {len(members.HOSTS)} hosts ({', '.join(members.HOSTS)}) with a directory on one etcd. Ctrl-C ends it.
  in a browser      http://{members.HOSTS['daq1']}:30000/lab
  in another shell  export PORTMANAGER_DIRECTORY={members.URL}
                    {program} list --lab
                    {program} watch --lab""", flush=True)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    check()
    if sys.argv[1] == "--check":
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="portmanager-lab-") as folder:
        try:
            run(os.path.abspath(sys.argv[1]), folder)
        except KeyboardInterrupt:
            print()


main()
