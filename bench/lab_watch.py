"""A watcher of the lab: portmanager watch --lab, with the moment at which each line came."""
import subprocess
import threading
import time

import etcd


class Watch:
    def __init__(self, executable):
        self.process = subprocess.Popen(
            [executable, "watch", "--lab", "--directory", etcd.URL], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1)
        self.pid = self.process.pid
        self.there = {}
        self.times = {}
        self.wrong = []
        self.came = threading.Condition()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.thread.join()
        self.process.stdout.close()

    def read(self):
        """Lines: + PORT SERVICE USER HOST, or - for one that went."""
        for line in self.process.stdout:
            now = time.monotonic()
            sign, port, service, _, host = line.split()
            row = host, int(port)
            with self.came:
                if (sign == "+") == (row in self.there):
                    self.wrong.append(line)
                if sign == "+":
                    self.there[row] = service
                else:
                    self.there.pop(row, None)
                self.times[sign, host, service] = now
                self.came.notify_all()

    def until(self, condition, longest):
        """Waits until CONDITION() holds, which is asked after each change; returns the moment."""
        with self.came:
            if not self.came.wait_for(condition, longest):
                raise SystemExit(f"bench: the watcher did not see in {longest} s what was to come; it has {len(self.there)} services")
            return time.monotonic()
