"""A client of the port manager: ``from nscldaq.portmanager import PortManager``, then ``PortManager.PortManager(host)``."""
