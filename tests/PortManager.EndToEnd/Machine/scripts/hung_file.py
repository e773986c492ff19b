"""Holds a port while a file of it is open on a file system that answers nothing any more, as of a file server that is away.
It is a FUSE file system of this process; its child prints the port. Both end with the input.
usage: unshare --mount hung_file.py FOLDER PORT"""
import ctypes
import os
import signal
import socket
import struct
import sys

LOOKUP, GETATTR, OPEN, INIT = 1, 3, 14, 26
FILE = 2
PR_SET_PDEATHSIG = 1


def attributes(node):
    # struct fuse_attr: what is no number of the node or its mode does not matter.
    mode = 0o100644 if node == FILE else 0o40755
    return struct.pack("<6Q10I", node, 0, 0, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)


def answer(code, node):
    if code == INIT:
        return struct.pack("<4I2HI", 7, 22, 0, 0, 0, 0, 4096)
    if code == LOOKUP:
        return struct.pack("<4Q2I", FILE, 0, 3600, 0, 0, 0) + attributes(FILE)
    if code == GETATTR:
        return struct.pack("<QII", 0, 0, 0) + attributes(node)
    if code == OPEN:
        return struct.pack("<QII", 0, 0, 0)
    return None


def serve(device):
    while True:
        request = os.read(device, 1 << 17)
        _, code, unique, node = struct.unpack_from("<IIQQ", request)
        body = answer(code, node)
        if body is not None:
            os.write(device, struct.pack("<IiQ", 16 + len(body), 0, unique) + body)
        if code == OPEN:
            return


folder, port = sys.argv[1], int(sys.argv[2])
device = os.open("/dev/fuse", os.O_RDWR)
options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other" % device
if ctypes.CDLL(None, use_errno=True).mount(b"hung", folder.encode(), b"fuse", 0, options.encode()) != 0:
    sys.exit(os.strerror(ctypes.get_errno()))
if os.fork() == 0:
    # It ends with the other, whose end also ends what waits for the file system.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.close(device)
    # Python's own open() asks for the size, which is not answered any more.
    hung = os.open(os.path.join(folder, "file"), os.O_RDONLY)
    daemon = socket.create_connection(("127.0.0.1", port))
    daemon.sendall(b"GIMME hung u\n")
    print(daemon.recv(100).split()[1].decode(), flush=True)
    signal.pause()
serve(device)
sys.stdin.read()
