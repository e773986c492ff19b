"""Inside the machine: a server runs with another port manager, which is replaced as docs/replacing.md says, by both of its routes, and put back."""
import atexit
import glob
import os
import re
import shutil
import socket
import subprocess
import time

FOLDER = "/run/portmanager-test"
DAQHOME = "/usr/opt/nscldaq"
OLD = f"{DAQHOME}/bin/DaqPortManager"
INIT = "/etc/init.d/daqportmgr"
SCRIPT = f"""#!/bin/sh
### BEGIN INIT INFO
# Provides:          daqportmgr
# Required-Start:    $remote_fs $network
# Required-Stop:     $remote_fs $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: port manager
### END INIT INFO
case $1 in
    start) start-stop-daemon --start --background --make-pidfile --pidfile /run/daqportmgr-init.pid --startas {OLD} -- -log /var/log/daqportmgr.log --take-over /var/lib/daqportmgr.before ;;
    stop) start-stop-daemon --stop --pidfile /run/daqportmgr-init.pid --retry 5 ;;
esac
"""


def run(command, check=True):
    done = subprocess.run(["bash", "-c", command], cwd=FOLDER, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert not check or done.returncode == 0, f"{command}\nended with {done.returncode}:\n{done.stdout}"
    return done.stdout


def blocks(title):
    """Returns the indented blocks under a title of the page."""
    part = re.search(rf"^## {title}.*?(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL).group()
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"^    .*(?:\n    .*)*\n", part, flags=re.MULTILINE)], part


def way_back(part):
    """Types the commands of the paragraph, in their order."""
    for command in re.findall("`([^`]+)`", part[part.index("The way back:"):]):
        run(command)


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def ask(request):
    with socket.create_connection(("127.0.0.1", 30000), timeout=60) as connection:
        connection.sendall(request.encode() + b"\n")
        return connection.makefile("r").readline().strip()


def eventually(what, condition):
    for _ in range(600):
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not within a minute: {what}")


class Server:
    """Has a port, and listens on it."""

    def __init__(self, name):
        self.name = name
        self.connection = socket.create_connection(("127.0.0.1", 30000), timeout=60)
        self.connection.sendall(f"GIMME {name} root\n".encode())
        self.port = int(self.connection.makefile("r").readline().split()[1])
        self.listener = socket.create_server(("0.0.0.0", self.port))

    def is_listed(self):
        rows = run("portmanager list --long")
        assert re.search(rf"^{self.name} +{self.port} .*orphaned", rows, flags=re.MULTILINE), rows


def other_daemon_serves():
    run("systemctl daemon-reload")
    eventually("the other daemon serves", lambda: ask("LIST").startswith("OK ") and ask("VERSION").startswith("FAIL"))


def clean_up():
    """The machine is used again: also after a test that failed."""
    run(f"""
        service daqportmgr stop
        update-rc.d -f daqportmgr remove
        systemctl unmask portmanager.socket portmanager.service
        dpkg --purge portmanager
        rm -rf {INIT} {DAQHOME} /etc/systemd/system/portmanager.service.d /var/lib/daqportmgr.before
        systemctl daemon-reload
        systemctl reset-failed""", check=False)


clean_up()
atexit.register(clean_up)
with open(f"{FOLDER}/replacing.md", encoding="utf-8") as file:
    PAGE = file.read()
[deb] = glob.glob(f"{FOLDER}/portmanager_*.deb")
os.chmod(FOLDER, 0o755)
os.makedirs(f"{DAQHOME}/bin", exist_ok=True)
shutil.copy(f"{FOLDER}/other_daemon.py", OLD)
os.chmod(OLD, 0o755)
write(INIT, SCRIPT, 0o755)
run("systemctl daemon-reload; update-rc.d daqportmgr defaults; service daqportmgr start")
other_daemon_serves()
before = blocks("Before")[0][0]
assert "DaqPortManager" in run(before) and "daqportmgr" in run(before), run(before)

server = Server("RingMaster")
(drop_in, replace, _), route = blocks("Route 1")
write(f"{FOLDER}/override.conf", drop_in)
write(f"{FOLDER}/replace", replace)
assert "portmanager: the daemon could not be started" in run("bash replace"), "it started beside the old one"
server.is_listed()
assert "--ports\0" in open(f"/proc/{run('systemctl show portmanager.service --property=MainPID --value').strip()}/cmdline", encoding="utf-8").read(), "not of the drop-in"
assert run("systemctl is-enabled daqportmgr", check=False).splitlines()[-1] == "disabled", "the old one is still started with the host"
print(f"route 1: the server listens on {server.port} as before, and is listed")
way_back(route)
other_daemon_serves()
print("route 1, the way back: the other daemon serves")

run("dpkg --purge portmanager; rm -r /etc/systemd/system/portmanager.service.d; rm /var/lib/daqportmgr.before")
server.listener.close()
server = Server("Readout")
(replace,), route = blocks("Route 2")
run(f"set -e\n{replace}")
server.is_listed()
assert run("systemctl is-active portmanager.socket portmanager.service", check=False).split() == ["inactive", "inactive"], "its units run as well"
print(f"route 2: the init script starts it; the server listens on {server.port} as before, and is listed")
run("service daqportmgr stop")
run(re.search(r"The way back: stop, `([^`]+)`, start", route).group(1).replace("$DAQHOME", DAQHOME))
run("service daqportmgr start")
other_daemon_serves()
print("route 2, the way back: the other daemon serves")
