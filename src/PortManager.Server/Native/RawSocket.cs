using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>
/// Opens sockets by the system's own calls. The first of .NET's sockets starts a thread that waits for all of them, which a daemon with a loop of its own
/// has no use for.
/// </summary>
internal static unsafe partial class RawSocket
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000; // SOCK_NONBLOCK | SOCK_CLOEXEC
    private const int StreamType = 1; // SOCK_STREAM
    private const int DatagramType = 2; // SOCK_DGRAM

    /// <summary>Opens a socket that never blocks, for a kind of address.</summary>
    /// <returns>The descriptor; below 0 the error, as -errno.</returns>
    public static int OpenStream(AddressFamily family) => Open(family, StreamType);

    /// <inheritdoc cref="OpenStream"/>
    public static int OpenDatagram(AddressFamily family) => Open(family, DatagramType);

    /// <summary>Gives a socket an address of this host.</summary>
    /// <returns>0, or the error, as -errno.</returns>
    public static int Bind(int socket, EndPoint address)
    {
        SocketAddress bytes = address.Serialize();
        fixed (byte* start = bytes.Buffer.Span)
            return ResultOf(Bind(socket, start, bytes.Size));
    }

    /// <summary>Connects to an address.</summary>
    /// <returns>0, or the error, as -errno: <see cref="Errno.InProgress"/> if it takes a while.</returns>
    public static int Connect(int socket, EndPoint address)
    {
        SocketAddress bytes = address.Serialize();
        fixed (byte* start = bytes.Buffer.Span)
            return ResultOf(Connect(socket, start, bytes.Size));
    }

    /// <summary>Has a socket listen.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <returns>0, or the error, as -errno.</returns>
    public static int Listen(int socket, int backlog) => ResultOf(ListenCall(socket, backlog));

    private static int Open(AddressFamily family, int type)
    {
        int socket = LibC.OpenSocket(NumberOf(family), type | NonBlockingCloseOnExec, 0);
        return socket >= 0 ? socket : -Marshal.GetLastPInvokeError();
    }

    // AF_UNIX, AF_INET, AF_INET6
    private static int NumberOf(AddressFamily family) => family switch
    {
        AddressFamily.Unix => 1,
        AddressFamily.InterNetwork => 2,
        _ => 10,
    };

    private static int ResultOf(int result) => result >= 0 ? 0 : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int ListenCall(int socket, int backlog);
}
