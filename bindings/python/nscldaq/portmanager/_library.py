"""The functions and structures of portmanager.h, in the C library libportmanager: the one in the wheel, beside this file, or else the system's."""
import ctypes
import os
from ctypes import POINTER, c_char_p, c_int, c_int32, c_short, c_size_t, c_ssize_t, c_uint32, c_uint64, c_void_p


class Row(ctypes.Structure):
    """struct portmanager_row"""

    _fields_ = [
        ("service", c_void_p),
        ("user", c_void_p),
        ("service_length", c_uint32),
        ("user_length", c_uint32),
        ("port", c_int32),
        ("change", c_int32),
    ]


class Listing(ctypes.Structure):
    """struct portmanager_listing"""

    _fields_ = [("count", c_size_t), ("rows", c_void_p), ("names", c_void_p), ("names_length", c_size_t)]


def _open(kind: "type[ctypes.CDLL]") -> ctypes.CDLL:
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libportmanager.so")
    try:
        return kind(beside if os.path.exists(beside) else "libportmanager.so.0")
    except OSError as error:
        raise ImportError(
            "cannot load the C library of the port manager: install the wheel, which has it, the Debian package libportmanager0, "
            f"or run 'make install-c' in the project's sources ({error})") from error


def _load(kind: "type[ctypes.CDLL]") -> ctypes.CDLL:
    library = _open(kind)
    handle, text = [c_uint64], [c_char_p, c_ssize_t]
    numbers, listing = POINTER(c_int), POINTER(Listing)
    library.portmanager_create.argtypes = text + [c_int, POINTER(c_uint64)]
    library.portmanager_set_timeout.argtypes = handle + [c_int]
    library.portmanager_set_blocking_timeout.argtypes = handle + [c_int]
    library.portmanager_set_user.argtypes = handle + text
    library.portmanager_resolve.argtypes = handle
    library.portmanager_connect.argtypes = handle
    library.portmanager_server_port.argtypes = handle + [numbers]
    library.portmanager_get.argtypes = handle + text + [numbers]
    library.portmanager_get_unique.argtypes = handle + text + [numbers]
    library.portmanager_listen.argtypes = handle + text + text + [c_int, numbers, numbers]
    library.portmanager_claim.argtypes = handle + [c_int] + text
    library.portmanager_release.argtypes = handle + [c_int]
    library.portmanager_list.argtypes = handle + [listing]
    library.portmanager_find.argtypes = handle + text + text + text + [listing]
    library.portmanager_find_port.argtypes = handle + [c_int, listing]
    library.portmanager_wait.argtypes = handle + text + text + [c_int, listing]
    library.portmanager_watch.argtypes = handle + text + text + text + [c_int, listing]
    library.portmanager_waits_for.argtypes = handle + [numbers, POINTER(c_short), numbers]
    library.portmanager_close.argtypes = handle
    library.portmanager_free.argtypes = [listing]
    library.portmanager_free.restype = None
    library.portmanager_last_error.argtypes = [numbers]
    library.portmanager_last_error_text.argtypes = [c_char_p, c_size_t]
    library.portmanager_last_error_text.restype = c_size_t
    return library


# Called with the interpreter's lock held: these calls block for milliseconds at most, and no other thread of this program is
# inside the library when one forks.
quick = _load(ctypes.PyDLL)
# Called without the lock: looking up a host may block for long.
slow = _load(ctypes.CDLL)
