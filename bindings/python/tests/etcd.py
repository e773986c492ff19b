"""A real etcd of one member, as a process of its own."""
import os
import shutil
import socket
import subprocess
import tempfile

from daemon import TIMEOUT, eventually


class Etcd:
    """Use it in a with statement."""

    def __enter__(self):
        self._folder = tempfile.mkdtemp()
        self._port, self._peer = _free_port(), _free_port()
        self.url = "http://127.0.0.1:%d" % self._port
        self.start()
        return self

    def start(self):
        """Starts it, on the data that it has, and waits until it serves."""
        peer = "http://127.0.0.1:%d" % self._peer
        options = {
            "data-dir": os.path.join(self._folder, "data"),
            "listen-client-urls": self.url,
            "advertise-client-urls": self.url,
            "listen-peer-urls": peer,
            "initial-advertise-peer-urls": peer,
            "initial-cluster": "default=" + peer,
            "log-level": "error",
        }
        words = [word for name, value in options.items() for word in ("--" + name, value)]
        self._process = subprocess.Popen(["etcd", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self._serves, "etcd serves")

    def kill(self):
        """Ends it without giving it a chance to say goodbye."""
        self._process.kill()
        self._process.wait(TIMEOUT)

    def put(self, key, value):
        """Writes a key below the lab's prefix."""
        self._control("put", "/portmanager/" + key, value)

    def delete(self, key):
        """Deletes a key below the lab's prefix."""
        self._control("del", "/portmanager/" + key)

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self._folder)

    def _control(self, *words):
        subprocess.run(["etcdctl", "--endpoints", self.url, *words], env=_ENVIRONMENT, stdout=subprocess.DEVNULL, check=True)

    def _serves(self):
        words = ["etcdctl", "--endpoints", self.url, "endpoint", "health"]
        return subprocess.run(words, env=_ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


_ENVIRONMENT = dict(os.environ, ETCDCTL_API="3")


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
