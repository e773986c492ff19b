"""Runs the tests of this folder, and prints their counts as the .NET test runner does."""
import os
import sys
import unittest

suite = unittest.defaultTestLoader.discover(os.path.dirname(os.path.abspath(__file__)))
result = unittest.TextTestRunner(verbosity=1 if len(sys.argv) < 2 else 2).run(suite)
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
skipped = len(result.skipped)
print("  succeeded: %d" % (result.testsRun - failed - skipped))
print("  failed: %d" % failed)
print("  skipped: %d" % skipped)
sys.exit(0 if failed + skipped == 0 else 1)
