"""Puts a file system over a folder that answers nothing, as of a file server that is away, and says so. It ends with the input.
usage: hung_folder.py FOLDER"""
import ctypes
import os
import struct
import sys

folder = sys.argv[1]
device = os.open("/dev/fuse", os.O_RDWR)
options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other" % device
if ctypes.CDLL(None, use_errno=True).mount(b"hung", folder.encode(), b"fuse", 0, options.encode()) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
_, _, unique = struct.unpack_from("<IIQ", os.read(device, 1 << 17))
os.write(device, struct.pack("<IiQ", 40, 0, unique) + struct.pack("<4I2HI", 7, 22, 0, 0, 0, 0, 4096))
print("hung", flush=True)
sys.stdin.read()
