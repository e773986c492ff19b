"""``from nscldaq.PortManager import PortManager``: the class, by the name under which its manual page imports it."""
from nscldaq.portmanager.PortManager import PortManager

__all__ = ["PortManager"]
