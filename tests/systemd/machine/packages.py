"""Inside the machine: installs, upgrades, removes and purges the packages while servers hold ports. Ends with 0 if nobody noticed who should not."""
import glob
import os
import pwd
import shutil
import socket
import subprocess
import time

FOLDER = "/run/portmanager-test"
NAMES = ["portmanager", "libportmanager0", "libportmanager-dev", "python3-nscldaq-portmanager"]
DROP_IN = "/etc/systemd/system/portmanager.service.d/wrong.conf"
OTHERS = "/var/log/nscldaq/other.log"
# What dpkg and systemd write for themselves.
PASSED_OVER = ("/proc", "/sys", "/dev", "/run", "/tmp", "/var/lib/dpkg", "/var/lib/systemd", "/var/cache", "/var/log/journal",
               "/usr/lib/python3/dist-packages/__pycache__")


def run(*command, check=True):
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert not check or done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def ask(connection, request):
    connection.sendall(request.encode() + b"\n")
    return connection.makefile("rb").readline().decode().strip()


def connect():
    connection = socket.create_connection(("127.0.0.1", 30000))
    connection.settimeout(60)
    return connection


def eventually(what, condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"not within a minute: {what}")


def install(*debs):
    run("dpkg", "--install", *debs)


def package(name="portmanager"):
    [deb] = glob.glob(f"{FOLDER}/{name}_*_*.deb")
    return deb


def newer(version, unit, old, new):
    """Returns the package with a later version and a changed unit."""
    tree, deb = f"{FOLDER}/tree", f"{FOLDER}/newer-{version}.deb"
    shutil.rmtree(tree, ignore_errors=True)
    run("dpkg-deb", "--raw-extract", package(), tree)
    for file, before, after in ((f"{tree}/DEBIAN/control", "Version: ", f"Version: {version}+"), (f"{tree}/usr/lib/systemd/system/{unit}", old, new)):
        with open(file, encoding="utf-8") as opened:
            text = opened.read()
        assert before in text, file
        with open(file, "w", encoding="utf-8") as opened:
            opened.write(text.replace(before, after, 1))
    run("dpkg-deb", "--build", "-Znone", tree, deb)
    return deb


def main_process():
    return run("systemctl", "show", "portmanager.service", "--property=MainPID", "--value").strip()


def user():
    return pwd.getpwuid(os.stat(f"/proc/{main_process()}").st_uid).pw_name


def wrong_drop_in():
    """A drop-in with a wrong option, a restart, and the mend of it."""
    os.makedirs(os.path.dirname(DROP_IN), exist_ok=True)
    with open(DROP_IN, "w", encoding="ascii") as file:
        file.write("[Service]\nExecStart=\nExecStart=/usr/bin/portmanager serve --ports x\n")
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "--no-block", "portmanager.service")
    eventually("it has the wrong option", lambda: "--ports\0x" in command_line())
    os.remove(DROP_IN)
    os.rmdir(os.path.dirname(DROP_IN))
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "portmanager.service")


def command_line():
    try:
        with open(f"/proc/{main_process()}/cmdline", encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def files():
    found = set()
    for folder, folders, names in os.walk("/"):
        folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(PASSED_OVER)]
        found.update(os.path.join(folder, name) for name in folders + names)
    return found


def nothing_is_left():
    left = files() - before
    assert not left, f"left after a purge: {sorted(left)}"
    assert before <= files(), f"gone after a purge: {sorted(before - files())}"
    assert "portmanager" not in {entry.pw_name for entry in pwd.getpwall()}, "its user is still there"
    assert "portmanager" not in run("getfacl", "--absolute-names", "/var/log/nscldaq"), "its rights are still there"


run("dpkg", "--purge", *reversed(NAMES), check=False)
os.makedirs(os.path.dirname(OTHERS), exist_ok=True)
with open(OTHERS, "w", encoding="ascii"):
    pass
for file in ("/etc/passwd-", "/etc/shadow-", "/etc/group-", "/etc/gshadow-", "/var/log/dpkg.log"):
    with open(file, "a", encoding="ascii"):
        pass
before = files()

with socket.create_server(("0.0.0.0", 30000)):
    said = run("dpkg", "--install", *(package(name) for name in NAMES))
assert "If another port manager uses the port 30000" in said, said
run("systemctl", "start", "portmanager.socket", "portmanager.service")
print("installed beside another port manager: it says what to do")
assert user() == "portmanager", user()
holders = [connect() for _ in range(100)]
for i, holder in enumerate(holders):
    assert ask(holder, f"GIMME service{i} root").startswith("OK "), "no port"

STEPS = {
    "reinstalled": lambda: install(package()),
    "upgraded, with another service unit": lambda: install(newer("1", "portmanager.service", "WatchdogSec=30s", "WatchdogSec=29s")),
    "upgraded, with another socket unit": lambda: install(newer("2", "portmanager.socket", "Backlog=4096", "Backlog=4095")),
    "reconfigured": lambda: run("dpkg-reconfigure", "portmanager"),
    "daemon-reload": lambda: run("systemctl", "daemon-reload"),
    "daemon-reexec": lambda: run("systemctl", "daemon-reexec"),
    "downgraded": lambda: install(package()),
    "a drop-in with a wrong option, and without it": wrong_drop_in,
}
for name, step in STEPS.items():
    process = main_process()
    step()
    assert run("systemctl", "is-active", "portmanager.service", "portmanager.socket").split() == ["active", "active"], name
    for holder in holders:
        assert ask(holder, "VERSION").startswith("OK "), f"{name}: a connection was closed"
    assert ask(connect(), "LIST") == "OK 100", f"{name}: ports were freed"
    print(f"{name}: 100 ports held by 100 connections, as before; process {process} then, {main_process()} now", flush=True)

said = run("python3", "-c", "from nscldaq.PortManager import PortManager; pm = PortManager('localhost'); print(pm.advertisedName(pm.getPort('python')))")
assert said == "python\n", said

run("dpkg", "--remove", "portmanager")
assert all(holder.recv(1) == b"" for holder in holders), "a connection stayed"
assert run("ss", "--no-header", "-ltn", "sport = :30000") == "", "something listens"
for file in ("/var/tmp/daqportmgr/listen.port", "/var/tmp/daqportmanager/listen.port", "/run/nscldaq/daqportmgr.pid"):
    assert not os.path.exists(file), f"{file} is still there"
install(package())
assert ask(connect(), "GIMME again root").startswith("OK "), "no port after a removal and an installation"
print("removed: nothing listens, and no file steers clients; installed again: it serves")

run("dpkg", "--purge", *reversed(NAMES))
nothing_is_left()
print("purged: nothing of it is left, and everything of others")

[tarball] = glob.glob(f"{FOLDER}/*.tar.gz")
run("tar", "--directory", FOLDER, "-xzf", tarball)
[installer] = glob.glob(f"{FOLDER}/*/install")
run(installer, "--prefix", "/opt/daq")
holder = connect()
assert ask(holder, "GIMME tarball root").startswith("OK "), "no port"
run(installer, "--prefix", "/opt/daq")
assert ask(holder, "VERSION").startswith("OK "), "an upgrade closed a connection"
assert "tarball" in run("/opt/daq/bin/lsservices"), "it is not listed"
assert ask(connect(), "LIST") == "OK 1", "its port was freed"
run(installer, "--uninstall", "--prefix", "/opt/daq")
assert holder.recv(1) == b"", "a connection stayed"
assert not os.path.exists("/opt/daq"), "its folder is left"
nothing_is_left()
print("tarball: installed, upgraded and removed in the same way")
