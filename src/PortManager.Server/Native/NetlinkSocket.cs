using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PortManager.Server.Native;

/// <summary>A question to the kernel through netlink (netlink(7)), and the messages that answer it. Not safe for several threads.</summary>
/// <param name="socket">The socket; a handle, so that no other descriptor is meant once it is closed.</param>
internal sealed partial class NetlinkSocket(SafeFileHandle socket) : IDisposable
{
    /// <summary>The length of struct nlmsghdr.</summary>
    public const int HeaderLength = 16;

    private const int Netlink = 16; // AF_NETLINK
    private const int Raw = 3 | 0x80000; // SOCK_RAW | SOCK_CLOEXEC
    private const int DoNotWait = 0x40; // MSG_DONTWAIT
    private const int SequenceOffset = 8; // nlmsg_seq

    private readonly byte[] _reply = GC.AllocateUninitializedArray<byte>(32 * 1024);
    private uint _sequence;

    /// <summary>Opens a socket of a netlink protocol.</summary>
    /// <exception cref="Win32Exception">There is none, as in some sandboxes.</exception>
    public static NetlinkSocket Open(int protocol)
    {
        int descriptor = LibC.OpenSocket(Netlink, Raw, protocol);
        return descriptor >= 0
            ? new NetlinkSocket(new SafeFileHandle(descriptor, ownsHandle: true))
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Asks, and gives the first messages of the answer.</summary>
    /// <param name="request">The request; its nlmsg_seq is written here.</param>
    /// <param name="messages">One or several messages; valid until the next call.</param>
    public bool TryAsk(Span<byte> request, out ReadOnlySpan<byte> messages)
    {
        messages = default;
        BinaryPrimitives.WriteUInt32LittleEndian(request[SequenceOffset..], ++_sequence);
        return Send(socket, request, (nuint)request.Length, 0) == request.Length && TryReadMore(out messages);
    }

    /// <summary>The next messages of the answer.</summary>
    public bool TryReadMore(out ReadOnlySpan<byte> messages)
    {
        // The kernel answers while it is asked: where nothing is there, nothing comes.
        while (Receive(socket, _reply, (nuint)_reply.Length, DoNotWait) is var length and >= HeaderLength)
        {
            messages = _reply.AsSpan(0, (int)length);
            // Else it is the rest of an earlier answer that was not read to its end.
            if (BinaryPrimitives.ReadUInt32LittleEndian(messages[SequenceOffset..]) == _sequence)
                return true;
        }

        messages = default;
        return false;
    }

    public void Dispose() => socket.Dispose();

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SafeFileHandle socket, ReadOnlySpan<byte> buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeFileHandle socket, Span<byte> buffer, nuint length, int flags);
}
