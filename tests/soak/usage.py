"""What the daemon uses, which has to be as flat in the second half of a run as in the first."""
import os

# How much more than in the first half may be used in the second: by ratio, and besides that.
FLAT = {"kB": (1.25, 8192), "descriptors": (1.0, 32), "threads": (1.0, 8)}
# Below this the halves are too short to compare.
ENOUGH = 40


class Usage:
    def __init__(self):
        self.seen = {what: [] for what in FLAT}

    def measure(self, pid, clients):
        """Notes what the daemon uses now: of descriptors, those that are not for clients that are here."""
        with open(f"/proc/{pid}/status") as file:
            status = dict(line.split(":\t") for line in file if ":\t" in line)
        self.seen["kB"].append(int(status["VmRSS"].split()[0]))
        self.seen["threads"].append(int(status["Threads"]))
        self.seen["descriptors"].append(len(os.listdir(f"/proc/{pid}/fd")) - clients)

    def kilobytes(self):
        return self.seen["kB"][-1]

    def halves(self, what):
        """The most that was used in the first half of the run, and in the second."""
        half = len(self.seen[what]) // 2 or 1
        return max(self.seen[what][:half] or [0]), max(self.seen[what][half:] or [0])

    def problems(self):
        """A sentence for each thing that was not flat."""
        for what, (ratio, more) in FLAT.items():
            first, second = self.halves(what)
            if len(self.seen[what]) >= ENOUGH and second > first * ratio + more:
                yield f"{second} {what} in the second half, {first} in the first"

    def __str__(self):
        return ", ".join("{} and {} {}".format(*self.halves(what), what) for what in FLAT)
