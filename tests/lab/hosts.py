"""Six hosts on one switch, each with a network, a name and folders of its own: namespaces. ssh, apt-get and systemctl are stood in for (stand_in/)."""
import os
import pathlib
import shutil
import signal
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
NAMES = ["etcd1", "etcd2", "etcd3", "daq1", "daq2", "daq3"]
LONGEST = 150


class Lab:
    """In a network and a process namespace of this program's own, with which everything ends."""

    def __init__(self, executable, folder):
        self.folder = pathlib.Path(folder)
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "LAB_HOSTS": str(self.folder), "LAB_UNITS": str(self.folder / "units")}
        shutil.copytree(HERE / "stand_in", self.folder / "bin")
        shutil.copy(executable, self.folder / "bin/portmanager")
        (self.folder / "units").mkdir()
        for unit in ("portmanager.service", "portmanager.socket"):
            shutil.copy(HERE.parent.parent / "packaging/systemd" / unit, self.folder / "units")
        addresses = "".join(f"198.51.100.{number} {name}\n" for number, name in enumerate(NAMES, 1))
        (self.folder / "hosts").write_text("127.0.0.1 localhost\n" + addresses, encoding="ascii")
        self.folder.chmod(0o755)
        call("ip", "link", "set", "lo", "up")
        call("ip", "link", "add", "switch", "type", "bridge")
        call("ip", "link", "set", "switch", "up")
        self.hosts = {}
        for name in NAMES:
            self.switch_on(name)

    def switch_on(self, name):
        """Starts a host on which nothing was ever done."""
        own = self.folder / name
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir()
        command = ["unshare", "--mount", "--net", "--uts", HERE / "host.sh", name, own, self.folder / "bin"]
        host = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.hosts[name] = host
        if host.stdout.readline() != "ready\n":
            raise AssertionError(f"the host {name} cannot be made")
        (self.folder / f"{name}.pid").write_text(str(host.pid), encoding="ascii")
        number = NAMES.index(name) + 1
        call("ip", "link", "add", f"wire{number}", "type", "veth", "peer", "name", "wire", "netns", str(host.pid))
        call("ip", "link", "set", f"wire{number}", "master", "switch", "up")
        inside = ["nsenter", "--target", str(host.pid), "--net"]
        call(*inside, "ip", "address", "add", f"198.51.100.{number}/24", "dev", "wire")
        call(*inside, "ip", "link", "set", "wire", "up")

    def switch_off(self, name):
        """Ends all that runs on a host, and cuts its wire."""
        host = self.hosts.pop(name)
        place = os.readlink(f"/proc/{host.pid}/ns/uts")
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(process / "ns/uts") == place:
                    os.kill(int(process.name), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                pass
        host.wait()
        host.stdout.close()
        # The kernel cuts it too, some time after the last process of the host has ended.
        subprocess.run(["ip", "link", "delete", f"wire{NAMES.index(name) + 1}"], check=False, stderr=subprocess.DEVNULL)

    def type(self, name, script):
        """Types a block on a host: whether every command succeeded, and what was printed."""
        try:
            typed = subprocess.run([*self.inside(name), "/bin/bash", "-ec", script], env=self.environment, check=False, timeout=LONGEST, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            return typed.returncode == 0, typed.stdout
        except subprocess.TimeoutExpired as e:
            return False, f"{(e.stdout or b'').decode()}\nnot done after {LONGEST} s\n"

    def start(self, name, *command):
        """Starts a program that stays, on a host."""
        return subprocess.Popen([*self.inside(name), *command], env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def inside(self, name):
        return ["nsenter", "--target", str(self.hosts[name].pid), "--mount", "--net", "--uts", "--wd=/root"]

    def logs(self, lines=15):
        """The ends of what the services of each host have logged."""
        return "".join(f"--- {file}\n" + "".join(file.read_text(errors="replace").splitlines(keepends=True)[-lines:]) for file in sorted(self.folder.glob("*/log/*.log")))


def call(*command):
    subprocess.run([str(word) for word in command], check=True)
