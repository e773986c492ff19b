"""The inside of the lab: a switch, etcd, and the hosts, each with a network and a name of its own. They end with this program.

usage: unshare --net --mount --pid --fork --kill-child --mount-proc members.py PORTMANAGER FOLDER
"""
import pathlib
import select
import subprocess
import sys

# Of the network for tests between networks (RFC 2544), which no site has.
ETCD = "198.18.15.10"
URL = f"http://{ETCD}:2379"
HOSTS = {"daq1": "198.18.15.1", "daq2": "198.18.15.2", "daq3": "198.18.15.3"}


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def namespace(name, address):
    """Returns the words that run a command on a host of that name, which is made."""
    host = subprocess.Popen(["unshare", "--net", "--uts", "sh", "-c", f"hostname {name} && ip link set lo up && echo && exec sleep infinity"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    host.stdout.readline()
    ip("link", "add", name, "type", "veth", "peer", "name", "wire", "netns", str(host.pid))
    ip("link", "set", name, "master", "switch", "up")
    on = ["nsenter", "--target", str(host.pid), "--net", "--uts"]
    subprocess.run([*on, "ip", "address", "add", f"{address}/24", "dev", "wire"], check=True)
    subprocess.run([*on, "ip", "link", "set", "wire", "up"], check=True)
    return on


def start(command, log):
    with open(log, "wb") as file:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)


def start_etcd(folder):
    peer = f"http://{ETCD}:2380"
    return start([*namespace("etcd", ETCD), "etcd", "--data-dir", f"{folder}/etcd", "--listen-client-urls", URL, "--advertise-client-urls", URL, "--listen-peer-urls", peer,
                  "--initial-advertise-peer-urls", peer, "--initial-cluster", f"default={peer}"], f"{folder}/etcd.log")


def start_host(executable, folder, name, address):
    own = pathlib.Path(folder, name)
    own.mkdir()
    on = namespace(name, address)
    files = [word for file in ("log", "usagefile", "portfile", "pidfile", "state") for word in (f"--{file}", f"{own}/{file}")]
    start([*on, executable, "serve", *files, "--directory", URL], own / "said")
    start([*on, sys.executable, pathlib.Path(__file__).with_name("services.py"), name], own / "services")


def main():
    executable, folder = sys.argv[1:]
    ip("link", "set", "lo", "up")
    ip("link", "add", "switch", "type", "bridge")
    ip("link", "set", "switch", "up")
    etcd = start_etcd(folder)
    for name, address in HOSTS.items():
        start_host(executable, folder, name, address)
    print("ready", flush=True)
    # The input ends with the program that started this one, however that ends.
    while etcd.poll() is None and not select.select([sys.stdin], [], [], 0.5)[0]:
        pass


if __name__ == "__main__":
    main()
