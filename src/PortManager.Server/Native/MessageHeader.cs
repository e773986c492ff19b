using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>struct msghdr: a message in several parts, maybe with descriptors (sendmsg(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe partial struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public IoVector* Parts;
    public nuint PartCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;

    /// <summary>Sends a message.</summary>
    /// <returns>How many bytes the kernel took; below 0 if it took none, and the last error says why.</returns>
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint Send(int socket, MessageHeader* message, int flags);
}

/// <summary>struct iovec: a part of a message.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}
