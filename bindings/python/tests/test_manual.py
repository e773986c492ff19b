"""The examples of docs/python.md, each as a program of its own."""
import os
import re
import subprocess
import sys
import unittest

from daemon import Daemon

MANUAL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "python.md")


class Manual(unittest.TestCase):
    def test_each_example_of_the_manual_runs(self):
        with open(MANUAL) as file:
            examples = re.findall(r"^```python\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)
        self.assertGreater(len(examples), 4)
        with Daemon() as daemon:
            for example in examples:
                # All it may not have is the default port, on which another port manager may be at work.
                program = re.sub(r'(PortManager|aconnect)\("localhost"', r'\g<0>, %d' % daemon.port, example)
                self.assertNotEqual(program, example)
                with self.subTest(example):
                    done = subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
