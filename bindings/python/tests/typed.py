"""A script as a lab writes it, which mypy checks: what the calls take and give is what the manual page says."""
from socket import socket
from typing import List

from nscldaq.PortManager import PortManager
from nscldaq.portmanager import PortManager as module
from nscldaq.portmanager.lab import Lab

with PortManager("localhost", timeout=5.0, user="fox") as pm:
    port: int = pm.getPort("RingMaster")
    names: List[str] = [row["service"] for row in pm.listPorts()]
    ports: List[int] = [row["port"] for row in pm.find(service="RingMaster", beginswith=None, user="fox")]
    host: str = pm.waitFor("RingMaster", timeout=None)["user"]
    pm.claim(port, "RingMaster")
    pm.release(port)

other: PortManager = module.PortManager("localhost", 30000)
repeated: int = other.listPorts()[0]["port"]


async def awaited() -> List[str]:
    pm = await PortManager.aconnect("localhost")
    port: int = await pm.agetPort("RingMaster")
    found: str = (await pm.awaitFor("RingMaster", timeout=5))["service"]
    listener: socket = await pm.alisten(found)
    async for change in pm.watch(beginswith="Ring"):
        return [change["change"], change["service"], "%d" % (port + change["port"] + listener.fileno())]
    return []


def of_the_lab() -> List[str]:
    lab = Lab("localhost", 30000, timeout=5.0)
    found: str = lab.wait_for("RingMaster", user="fox", host=None, timeout=5)["host"]
    numbers: List[int] = [row["port"] for row in lab.list() + lab.find(beginswith="Ring", host=found)]
    for change in lab.watch(service="RingMaster"):
        return [change["change"], change["state"], lab.directory()["state"], str(numbers)]
    return []
