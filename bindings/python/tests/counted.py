"""Runs the tests of this folder, or of those of its files that are named, and prints their counts as .NET's runner does."""
import os
import platform
import sys
import unittest

folder = os.path.dirname(os.path.abspath(__file__))
loader = unittest.TestLoader()
suite = unittest.TestSuite(loader.discover(folder, pattern) for pattern in sys.argv[1:] or ["test_*.py"])
print("CPython", platform.python_version(), flush=True)
result = unittest.TextTestRunner().run(suite)
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
skipped = len(result.skipped)
print("  succeeded: %d\n  failed: %d\n  skipped: %d" % (result.testsRun - failed - skipped, failed, skipped))
sys.exit(0 if failed + skipped == 0 else 1)
