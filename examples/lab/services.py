"""The services of one host of the lab: some stay, and one comes and goes. Each listens on the port that it was given.

usage: services.py HOST
"""
import contextlib
import getpass
import random
import socket
import sys
import time

STAY = {
    "daq1": ["RingMaster", "Readout", "ORDERER", "ScalerServer", "StateManager"],
    "daq2": ["RingMaster", "Readout", "Digitizer-0", "Digitizer-1", "SlowControls"],
    "daq3": ["RingMaster", "EventBuilder", "EventLog", "SpecTcl"],
}
COME_AND_GO = ["Trigger-test", "Replay", "Calibration", "Monitor"]


class Service:
    """A port from the port manager of this host, as long as it is open."""

    def __init__(self, name):
        self.manager = socket.create_connection(("127.0.0.1", 30000))
        self.manager.sendall(f"GIMME {name} {getpass.getuser()}\n".encode())
        answer = self.manager.makefile().readline().split()
        if answer[0] != "OK":
            raise OSError(" ".join(answer))
        self.listener = socket.create_server(("", int(answer[1])))

    def close(self):
        self.listener.close()
        self.manager.close()


def wait_for_manager():
    while True:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", 30000)).close()
            return
        time.sleep(0.1)


def main():
    wait_for_manager()
    stay = [Service(name) for name in STAY[sys.argv[1]]]
    while stay:
        comes = Service(random.choice(COME_AND_GO))
        time.sleep(random.uniform(3, 8))
        comes.close()
        time.sleep(random.uniform(1, 4))


main()
