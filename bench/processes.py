"""The programs that the benchmark starts, what it reads of them in /proc, and the ports that they use."""
import contextlib
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
FLOOR_PORT, OUR_PORT, OTHER_PORT, PEER_PORT = 31601, 31602, 31603, 31604
POOL_OF_900 = "20000-20899"
POOL_OF_1000 = "20000-20999"
# Two daemons of one host must not have a port in common.
OTHER_POOL_OF_1000 = "21000-21999"
# Without the ports above and those from which load.c's holders connect.
POOL_OF_6000 = "24000-29999"
# Below the ports that the kernel gives to clients, as a pool should be: theirs would be in use by the connections themselves.
POOL_OF_23000 = "1100-19999,21000-23999,30000-31599"
POOL_OF_64000 = "1100-31599,31700-65535"
POOL_OF_56000 = f"{POOL_OF_23000},31700-63999"
DESCRIPTORS = 65536
LONGEST_START = 10
LONGEST_REST = 90
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


class Skipped(Exception):
    """This host cannot measure the row; the text says why."""


class Refused(SystemExit):
    """A server did not answer as it should."""


def build(folder):
    for name, sources in (("floor", ["floor.c"]), ("load", sorted(file.name for file in HERE.glob("load*.c")))):
        subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-o", f"{folder}/{name}", *sources], check=True, cwd=HERE)


def raise_descriptor_limit():
    """Raises the limit for this process and those that it starts: beyond the hard limit only if root does it."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(ValueError, PermissionError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, max(hard, DESCRIPTORS)))
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def need_descriptors(count):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit < count:
        raise Skipped(f"needs {count} file descriptors a process, and the limit is {limit}")


def processor_seconds(pid):
    """User and system time of a process since its start, of all threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


class Server:
    """A process that was started here, and listens on a port."""

    def __init__(self, process, port):
        self.process, self.port, self.pid = process, port, process.pid

    def processor_seconds(self):
        """User and system time since the start, of all threads."""
        return processor_seconds(self.pid)

    def status(self, key):
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"^{key}:\s+(\d+)", text, re.MULTILINE).group(1))

    def resident(self):
        """In kB."""
        return self.status("VmRSS")

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def resident_peak(self):
        """The largest resident size since forget_peak, in kB."""
        return self.status("VmHWM")


@contextlib.contextmanager
def running(command, **options):
    process = subprocess.Popen(command, **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options})
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        for stream in filter(None, (process.stdin, process.stdout)):
            stream.close()


def megabytes(kilobytes):
    """The kernel's kB are 1,024 bytes."""
    return kilobytes * 1024 / 1e6


def wait_for(port, pause=0.01):
    """Waits until the server has answered a LIST."""
    deadline = time.monotonic() + LONGEST_START
    while True:
        with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), LONGEST_START) as connection:
            connection.sendall(b"LIST\n")
            if connection.recv(4096).startswith(b"OK "):
                return
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: nothing answers on port {port}")
        time.sleep(pause)


def wait_until_connected(port, pause=0.01):
    """Waits until something listens, whatever it speaks."""
    deadline = time.monotonic() + LONGEST_START
    while True:
        with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), LONGEST_START):
            return
        if time.monotonic() > deadline:
            raise SystemExit(f"bench: nothing listens on port {port}")
        time.sleep(pause)


def wait_until_few_ports_rest():
    """The kernel keeps a client's port for a minute after its connection (TIME_WAIT); the daemon gives out such a port last."""
    deadline = time.monotonic() + LONGEST_REST
    while int(re.search(r"tw (\d+)", pathlib.Path("/proc/net/sockstat").read_text()).group(1)) > 1000:
        if time.monotonic() > deadline:
            raise Skipped("other programs of this host connect so often that the kernel keeps their ports")
        time.sleep(1)


class Bench:
    """Starts floors, daemons and loads. Files are in a temporary folder."""

    def __init__(self, executable, folder, seconds):
        self.executable, self.folder, self.seconds = executable, folder, seconds

    @contextlib.contextmanager
    def floor(self, rows):
        with running([f"{self.folder}/floor", str(FLOOR_PORT), str(rows)]) as process:
            wait_for(FLOOR_PORT)
            yield Server(process, FLOOR_PORT)

    def daemon_command(self, pool, *options):
        # Each daemon has its own folder: one that follows a killed daemon keeps that one's ports for their owners.
        own = tempfile.mkdtemp(dir=self.folder)
        files = [word for name in ("log", "usagefile", "portfile", "pidfile", "state") for word in (f"--{name}", f"{own}/{name}")]
        return [self.executable, "serve", "--ports", pool, *files, *options]

    @contextlib.contextmanager
    def daemon(self, pool, *options, port=OUR_PORT):
        with running(self.daemon_command(pool, "--listen", f"127.0.0.1:{port}", *options)) as process:
            wait_for(port)
            yield Server(process, port)

    @contextlib.contextmanager
    def peer(self, *command):
        """Another daemon, whose command line has it listen on PEER_PORT. Its files are in the temporary folder, unless it is told otherwise."""
        with running(command, cwd=self.folder) as process:
            wait_until_connected(PEER_PORT)
            yield Server(process, PEER_PORT)

    def load_command(self, port, *arguments, address="127.0.0.1"):
        return [f"{self.folder}/load", address, str(port), *map(str, arguments)]

    def load(self, port, *arguments):
        """Runs the load generator, and returns its figures by name."""
        result = subprocess.run(self.load_command(port, *arguments), capture_output=True, text=True)
        if result.returncode:
            raise SystemExit(f"bench: the load generator failed: {result.stderr}")
        return figures(result.stdout)

    def rate(self, port, *arguments):
        """Operations a second."""
        measured = self.load(port, *arguments)
        if measured["refused"]:
            raise Refused(f"bench: {measured['refused']:.0f} requests were refused")
        return measured["rate"]

    @contextlib.contextmanager
    def held(self, ports, connections, port=OUR_PORT, prefix="held"):
        """Ports that are held while the block runs, under names that the load generator does not use."""
        with contextlib.ExitStack() as stack:
            holders = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
            replies = [stack.enter_context(holder.makefile("rb")) for holder in holders]
            for first in range(0, ports, connections):
                turn = range(min(connections, ports - first))
                for i in turn:
                    holders[i].sendall(f"GIMME {prefix}{first + i} holder\n".encode())
                for i in turn:
                    reply = replies[i].readline()
                    if not reply.startswith(b"OK "):
                        raise Refused(f"bench: port {first + i} was refused: {reply.decode()}")
            yield

    @contextlib.contextmanager
    def holders(self, count, port=OUR_PORT):
        """Connections that hold a port each while the block runs."""
        need_descriptors(count + 100)
        with running(self.load_command(port, "hold", count), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            taken = figures(process.stdout.readline())
            if taken.get("operations") != count or taken["refused"]:
                raise SystemExit(f"bench: of {count} holders not all got a port: {taken}")
            yield


def figures(line):
    return {name: float(value) for name, _, value in (word.partition("=") for word in line.split())}
