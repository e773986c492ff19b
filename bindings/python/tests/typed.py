"""A script as a lab writes it, which mypy checks: what the calls take and give is what the manual page says."""
from socket import socket
from typing import List

from nscldaq.PortManager import PortManager
from nscldaq.portmanager import PortManager as module

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
