"""make run-lab, as somebody would look at it: what it says is typed, and Ctrl-C leaves nothing behind."""
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

LAB = pathlib.Path(__file__).resolve().parent.parent.parent / "examples/lab/lab.py"
LONGEST = 90


def look(executable, folder):
    """Returns how much was tried. It runs in a network and a process namespace of this program's own."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    before = processes()
    environment = {**os.environ, "TMPDIR": folder, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    for ends in (signal.SIGINT, signal.SIGTERM):
        lab = subprocess.Popen([sys.executable, LAB, executable], cwd="/", env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            page, directory, commands = said(lab)
            until(lambda: sorted(hosts(page)) == ["daq1 current", "daq2 current", "daq3 current"], f"{page} has three hosts")
            # The program is named from where it was started.
            until(lambda: listed(commands[0], directory) >= {"daq1", "daq2", "daq3"}, f"{commands[0]} has services of three hosts")
            second = subprocess.run([sys.executable, LAB, executable], env=environment, check=False, text=True, stderr=subprocess.PIPE)
            claim(second.returncode == 1 and "a lab runs already" in second.stderr, second.stderr)
            os.killpg(lab.pid, ends)
            lab.wait(LONGEST)
        finally:
            lab.kill()
            lab.stdout.close()
        claim(lab.returncode == (0 if ends == signal.SIGINT else 128 + ends), f"it ended with {lab.returncode}")
        until(lambda: processes() == before, "no process is left")
        claim([name for _, name in socket.if_nameindex()] == ["lo"], f"left: {socket.if_nameindex()}")
        claim(os.listdir(folder) == [], f"left: {os.listdir(folder)}")
        print(f"make run-lab shows a lab, and leaves nothing after {ends.name}", flush=True)
    return 2


def said(lab):
    """Reads what it prints: the page, the directory, and the commands for another shell."""
    lines = []
    while not lines or not lines[-1].endswith("watch --lab\n"):
        line = lab.stdout.readline()
        claim(line, f"it ended after {lines}")
        lines.append(line)
    text = "".join(lines)
    return re.search(r"http://\S+/lab", text).group(), re.search(r"PORTMANAGER_DIRECTORY=(\S+)", text).group(1), re.findall(r"\S*portmanager .+", text)


def hosts(page):
    with urllib.request.urlopen(page, timeout=LONGEST) as answer:
        claim(b"<title>" in answer.read(), f"{page} is no page")
    with urllib.request.urlopen(page.removesuffix("lab") + "api/v1/lab/hosts", timeout=LONGEST) as answer:
        return [f"{host['name']} {host['state']}" for host in json.load(answer)["hosts"]]


def listed(command, directory):
    done = subprocess.run(["/bin/sh", "-c", command], cwd="/", env={**os.environ, "PORTMANAGER_DIRECTORY": directory}, check=False, text=True, capture_output=True, timeout=LONGEST)
    return {line.split()[-1] for line in done.stdout.splitlines()[1:]}


def processes():
    """Those that run: nobody waits here for those that have ended without a parent."""
    found = set()
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found.add(process.name)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def until(condition, what):
    deadline = time.monotonic() + LONGEST
    while not condition():
        claim(time.monotonic() < deadline, f"not so after {LONGEST} s: {what}")
        time.sleep(0.2)


def claim(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)
