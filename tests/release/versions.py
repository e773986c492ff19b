"""Which versions of the C library a program or library needs, by the references in it."""
import re
import subprocess

NEWEST = (2, 17)  # what each Linux has since 2012


def needed(file):
    """The versions, as they are written there: GLIBC_2.17."""
    headers = subprocess.run(["objdump", "-p", file], check=True, capture_output=True, text=True).stdout
    return set(re.findall(r"\bGLIBC_\S+", headers.split("Version References:")[-1]))


def too_new(file):
    """Those above 2.17, each with the symbols that have it. A name without a number is a property that older loaders do not know."""
    versions = needed(file)
    if not versions:
        raise AssertionError(f"{file}: objdump -p shows no reference to a version of the C library")
    symbols = subprocess.run(["objdump", "-T", file], check=True, capture_output=True, text=True).stdout
    return {v: re.findall(rf"\({re.escape(v)}\)\s+(\S+)", symbols) for v in versions if number(v) is None or number(v) > NEWEST}


def number(version):
    """(2, 17) of GLIBC_2.17, and nothing of GLIBC_ABI_DT_RELR."""
    digits = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?", version)
    return digits and (int(digits[1]), int(digits[2]))
