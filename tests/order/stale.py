#!/usr/bin/python3
"""Looks for stale rows in listings: of connections that had ended before the question was sent. stale.c does the work.

usage: stale.py PORTMANAGER_EXECUTABLE [TIMES]

TIMES is 100,000 unless given, once with a daemon that has nothing else to do, and once beside 500 other clients. Needs gcc.
Ends with 1 if there was a stale row.
"""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PORT, POOL = 31621, "22000-23999"
# Questions that were sent while others were answered: so many clients share the daemon with the busy ones.
CONDITIONS = (("alone", 1, 0), ("beside 500 busy clients", 50, 500))


def wait_for_daemon(process):
    deadline = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", PORT)):
                return
        except ConnectionError:
            time.sleep(0.02)
    raise SystemExit("stale: the daemon did not start")


def main():
    executable, times = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", f"{folder}/stale", "stale.c", "client.c"], check=True, cwd=HERE)
        files = [word for name in ("log", "usagefile", "portfile", "pidfile", "state") for word in (f"--{name}", f"{folder}/{name}")]
        daemon = subprocess.Popen([executable, "serve", "--listen", f"127.0.0.1:{PORT}", "--ports", POOL, *files],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for_daemon(daemon)
            codes = [run(f"{folder}/stale", times, *condition) for condition in CONDITIONS]
        finally:
            daemon.send_signal(signal.SIGKILL)
            daemon.wait()
    sys.exit(max(codes))


def run(program, times, name, workers, busy):
    print(f"{name}:", flush=True)
    begin = time.monotonic()
    code = subprocess.run([program, str(PORT), str(times), str(workers), str(busy)]).returncode
    print(f"  {times} times in {time.monotonic() - begin:.0f} s", flush=True)
    return code


if __name__ == "__main__":
    main()
