"""What pyproject.toml cannot say: with the library in it, the wheel is for one platform; it fits any Python 3 in any case."""
import os

from setuptools import Distribution, setup
from wheel.bdist_wheel import bdist_wheel

# Put there by `build`; a source distribution has none.
HAS_LIBRARY = os.path.exists("nscldaq/portmanager/libportmanager.so")


class Package(Distribution):
    """The library is there already: nothing is compiled."""

    def has_ext_modules(self):
        return HAS_LIBRARY


def platforms():
    """Which systems the library runs on, by the C library that it needs: PEP 600, and the older name of the oldest one for older pips."""
    machine = os.environ["PORTMANAGER_MACHINE"]
    minor = max(17, int(os.environ["PORTMANAGER_GLIBC"].removeprefix("GLIBC_2.")))
    tag = f"manylinux_2_{minor}_{machine}"
    return f"{tag}.manylinux2014_{machine}" if minor == 17 else tag


class Wheel(bdist_wheel):
    def get_tag(self):
        return ("py3", "none", platforms() if HAS_LIBRARY else "any")


setup(distclass=Package, cmdclass={"bdist_wheel": Wheel})
