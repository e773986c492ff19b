"""A real etcd of one member, for the rows and the lab that need one."""
import base64
import contextlib
import json
import pathlib
import shutil
import signal
import subprocess
import time
import urllib.request

from processes import Server, Skipped

CLIENT_PORT, PEER_PORT = 31604, 31605
URL = f"http://127.0.0.1:{CLIENT_PORT}"
LONGEST_START = 60
PAGE = 5000


class Etcd(Server):
    """Started in FOLDER, where it has its data."""

    def __init__(self, folder):
        if not shutil.which("etcd"):
            raise Skipped("needs etcd (Debian: etcd-server)")
        self.folder = pathlib.Path(folder)
        self.start()

    def start(self):
        peer = f"http://127.0.0.1:{PEER_PORT}"
        command = ["etcd", "--data-dir", f"{self.folder}/etcd", "--listen-client-urls", URL, "--advertise-client-urls", URL, "--listen-peer-urls", peer,
                   "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}", "--log-level", "error"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        super().__init__(process, CLIENT_PORT)
        deadline = time.monotonic() + LONGEST_START
        while True:
            with contextlib.suppress(OSError):
                if b"true" in urllib.request.urlopen(f"{URL}/health", timeout=5).read():
                    return
            if time.monotonic() > deadline:
                raise SystemExit("bench: etcd does not serve")
            time.sleep(0.05)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def keys(self, prefix):
        """The keys that begin so."""
        found, start, end = [], prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)
        while True:
            body = json.dumps({"key": encoded(start), "range_end": encoded(end), "keys_only": True, "limit": PAGE}).encode()
            with urllib.request.urlopen(f"{URL}/v3/kv/range", body, timeout=60) as answer:
                page = json.load(answer)
            found += [base64.b64decode(row["key"]).decode() for row in page.get("kvs", [])]
            if not page.get("more"):
                return found
            start = found[-1] + "\0"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


@contextlib.contextmanager
def etcd(folder):
    server = Etcd(folder)
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGCONT)
        server.kill()
