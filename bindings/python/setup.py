"""What pyproject.toml cannot say: the version of the whole product, and that the wheel fits one platform and any Python 3."""
import os

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel


class WithLibrary(Distribution):
    """The library is there already: nothing is compiled."""

    def has_ext_modules(self):
        return True


def platforms(machine):
    """Which systems the library runs on, by the C library that it needs: PEP 600, and the older name of the oldest one for older pips."""
    minor = max(17, int(os.environ["PORTMANAGER_GLIBC"].removeprefix("GLIBC_2.")))
    tag = f"manylinux_2_{minor}_{machine}"
    return f"{tag}.manylinux2014_{machine}" if minor == 17 else tag


class PlatformWheel(bdist_wheel):
    def get_tag(self):
        return ("py3", "none", platforms(os.uname().machine))


setup(version=os.environ["PORTMANAGER_VERSION"], distclass=WithLibrary, cmdclass={"bdist_wheel": PlatformWheel})
