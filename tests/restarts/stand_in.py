"""The stand-in for systemd that the end-to-end tests use, as a process that is given orders and answers later."""
import os
import pathlib
import subprocess
import sys

SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "PortManager.EndToEnd" / "Restarts" / "scripts" / "fake_systemd.py"


class StandIn:
    """Starts and kills the daemon on order. Answers come while the clients go on."""

    def __init__(self, command, errors):
        self.process = subprocess.Popen([sys.executable, SCRIPT, *command],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0)
        self.output = b""
        self.port = int(self.wait_for_answer())

    def fileno(self):
        return self.process.stdout.fileno()

    def order(self, text):
        self.process.stdin.write(text.encode() + b"\n")

    def read_answer(self):
        """The answer if it is complete, else None. Call it when there is something to read."""
        self.output += os.read(self.fileno(), 4096) or b"ended\n"
        if not self.output.endswith(b"\n"):
            return None
        answer, self.output = self.output.decode().strip(), b""
        return answer

    def wait_for_answer(self):
        answer = None
        while answer is None:
            answer = self.read_answer()
        return answer

    def obey(self, text):
        self.order(text)
        return self.wait_for_answer()

    def close(self):
        """At the end of its orders it kills the daemon, and ends."""
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
