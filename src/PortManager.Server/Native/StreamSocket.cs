using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>
/// A connected socket that never blocks, by its descriptor. .NET's sockets wait on a thread of their own and allocate for each
/// operation; here an operation is one system call, which the caller's loop repeats when the socket is ready.
/// </summary>
/// <param name="Descriptor">The descriptor; the code that accepted it closes it.</param>
internal readonly unsafe partial record struct StreamSocket(int Descriptor)
{
    private const int Peek = 0x2; // MSG_PEEK
    private const int DoNotWait = 0x40; // MSG_DONTWAIT
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int SendSide = 1; // SHUT_WR
    private const int BothSides = 2; // SHUT_RDWR
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Linger = 13; // SO_LINGER
    private const ulong AtMark = 0x8905; // SIOCATMARK

    /// <summary>Takes bytes from the kernel.</summary>
    /// <returns>How many; 0 at the end of the stream; below 0 the error, as -errno.</returns>
    public int Receive(Span<byte> buffer) => Receive(buffer, DoNotWait);

    /// <summary>Looks at bytes, which stay in the kernel.</summary>
    /// <returns>As <see cref="Receive(Span{byte})"/>.</returns>
    public int LookAt(Span<byte> buffer) => Receive(buffer, DoNotWait | Peek);

    /// <summary>Takes bytes that were looked at.</summary>
    public void Discard(long length)
    {
        Span<byte> taken = stackalloc byte[1024];
        while (length > 0 && Receive(taken[..(int)Math.Min(length, taken.Length)], DoNotWait) is var count and > 0)
            length -= count;
    }

    /// <summary>Whether the next byte is an urgent one, of a socket that has them in their place.</summary>
    public bool IsAtUrgent => Control(Descriptor, AtMark, out int isAtMark) == 0 && isAtMark != 0;

    /// <summary>Gives bytes to the kernel.</summary>
    /// <returns>How many the kernel took, which may be fewer; below 0 the error, as -errno.</returns>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return ResultOf(Send(Descriptor, start, bytes.Length, DoNotWait | NoSignal));
    }

    /// <summary>Gives bytes to the kernel, and others behind them, in one call.</summary>
    /// <returns>As <see cref="Send(ReadOnlySpan{byte})"/>.</returns>
    public int Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> behind)
    {
        if (behind.IsEmpty)
            return Send(bytes);
        fixed (byte* first = bytes, second = behind)
        {
            IoVector* parts = stackalloc IoVector[2];
            parts[0] = new IoVector { Base = first, Length = (nuint)bytes.Length };
            parts[1] = new IoVector { Base = second, Length = (nuint)behind.Length };
            var message = new MessageHeader { Parts = parts, PartCount = 2 };
            return ResultOf(MessageHeader.Send(Descriptor, &message, DoNotWait | NoSignal));
        }
    }

    /// <summary>Tells the peer that nothing more comes.</summary>
    public void ShutDownSend() => _ = ShutDown(Descriptor, SendSide);

    /// <summary>Ends the connection for every process that has a copy of the descriptor.</summary>
    public void ShutDown() => _ = ShutDown(Descriptor, BothSides);

    public void Close() => _ = LibC.Close(Descriptor);

    /// <summary>Closes with a reset: what the peer has not read is dropped.</summary>
    public void Abort()
    {
        long onWithoutTime = 1; // struct linger: l_onoff, l_linger
        _ = SetOption(Descriptor, SocketLevel, Linger, &onWithoutTime, sizeof(long));
        Close();
    }

    private int Receive(Span<byte> buffer, int flags)
    {
        fixed (byte* start = buffer)
            return ResultOf(Receive(Descriptor, start, buffer.Length, flags));
    }

    private static int ResultOf(nint result) => result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int socket, ulong request, out int value);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutDown(int socket, int how);
}
