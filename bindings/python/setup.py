"""What pyproject.toml cannot say: the version of the whole product, and that the wheel fits one platform and any Python 3."""
import os

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel


class WithLibrary(Distribution):
    """The library is there already: nothing is compiled."""

    def has_ext_modules(self):
        return True


class PlatformWheel(bdist_wheel):
    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


setup(version=os.environ["PORTMANAGER_VERSION"], distclass=WithLibrary, cmdclass={"bdist_wheel": PlatformWheel})
