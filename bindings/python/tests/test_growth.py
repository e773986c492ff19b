"""What ten thousand rounds leave behind."""
import os
import resource
import subprocess
import sys
import unittest

from daemon import Daemon
from nscldaq.PortManager import PortManager

WARM_UP, ROUNDS, MEGABYTE = 2000, 10000, 1024 * 1024


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


class Growth(unittest.TestCase):
    def test_ten_thousand_rounds_of_open_get_and_close_take_no_descriptor_and_no_memory(self):
        with Daemon() as daemon:

            def rounds(count):
                for _ in range(count):
                    with PortManager("localhost", daemon.port) as pm:
                        pm.getPort("round")
                        pm.listPorts()

            rounds(WARM_UP)
            descriptors, memory = os.listdir("/proc/self/fd"), resident()
            rounds(ROUNDS)
            self.assertEqual(len(os.listdir("/proc/self/fd")), len(descriptors))
            self.assertLess(resident() - memory, 2 * MEGABYTE)

    def test_it_needs_neither_tk_nor_anything_else_that_is_not_pythons_own(self):
        check = (
            "import sys; sys.modules['tkinter'] = sys.modules['_tkinter'] = None; before = set(sys.modules)\n"
            "from nscldaq.PortManager import PortManager\n"
            "new = [sys.modules[name] for name in set(sys.modules) - before]\n"
            "others = [m for m in new if 'site-packages' in str(getattr(m, '__file__', ''))]\n"
            "assert all(m.__name__.startswith('nscldaq') for m in others), others\n"
        )
        self.assertEqual(subprocess.run([sys.executable, "-c", check]).returncode, 0)

    def test_other_parts_of_nscldaq_that_are_installed_elsewhere_stay_importable(self):
        import tempfile

        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(folder + "/nscldaq")
            for name in ("__init__", "other"):
                with open("%s/nscldaq/%s.py" % (folder, name), "w"):
                    pass
            check = "import sys; sys.path.append(%r); import nscldaq.PortManager, nscldaq.other" % folder
            self.assertEqual(subprocess.run([sys.executable, "-c", check]).returncode, 0)
