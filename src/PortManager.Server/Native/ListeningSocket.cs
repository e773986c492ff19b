using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace PortManager.Server.Native;

/// <summary>Accepts connections by a listener's descriptor, and tells where an accepted one comes from.</summary>
internal static unsafe partial class ListeningSocket
{
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000; // SOCK_NONBLOCK | SOCK_CLOEXEC
    private const int AddressLength = 128; // struct sockaddr_storage
    private const int IPv4 = 2; // AF_INET
    private const int IPv6 = 10; // AF_INET6

    private static readonly IPAddress s_loopback = IPAddress.Loopback;

    /// <summary>Accepts a connection that waits.</summary>
    /// <param name="listener">The listener, which does not block.</param>
    /// <param name="peer">The address that it comes from; null for a Unix socket.</param>
    /// <returns>The descriptor; below 0 the error, as -errno: <see cref="Errno.WouldBlock"/> if none waits.</returns>
    public static int Accept(int listener, out IPEndPoint? peer)
    {
        byte* address = stackalloc byte[AddressLength];
        int length = AddressLength;
        int descriptor = Accept(listener, address, &length, NonBlockingCloseOnExec);
        peer = descriptor < 0 ? null : Read(new ReadOnlySpan<byte>(address, AddressLength));
        return descriptor < 0 ? -Marshal.GetLastPInvokeError() : descriptor;
    }

    /// <summary>The address of this host that an accepted connection came to; null for a Unix socket.</summary>
    public static IPEndPoint? OwnEnd(int connection)
    {
        byte* address = stackalloc byte[AddressLength];
        int length = AddressLength;
        return Name(connection, address, &length) == 0 ? Read(new ReadOnlySpan<byte>(address, AddressLength)) : null;
    }

    /// <summary>The address at the other end of an accepted connection; null for a Unix socket, or once it is closed.</summary>
    public static IPEndPoint? PeerEnd(int connection)
    {
        byte* address = stackalloc byte[AddressLength];
        int length = AddressLength;
        return PeerName(connection, address, &length) == 0 ? Read(new ReadOnlySpan<byte>(address, AddressLength)) : null;
    }

    /// <summary>Where a listener listens, be it an address or a path.</summary>
    public static EndPoint OwnAddress(int listener)
    {
        byte* address = stackalloc byte[AddressLength];
        int length = AddressLength;
        if (Name(listener, address, &length) != 0)
            length = 0;
        var bytes = new ReadOnlySpan<byte>(address, length);
        if (length > 2 && Read(bytes) is { } place)
            return place;
        // struct sockaddr_un: the family, and the path with a NUL behind it.
        ReadOnlySpan<byte> path = length > 2 ? bytes[2..] : [];
        int end = path.IndexOf((byte)0);
        return new UnixDomainSocketEndPoint(Encoding.UTF8.GetString(end > 0 ? path[..end] : path) is { Length: > 0 } text ? text : "\0");
    }

    private static IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        int port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        switch (MemoryMarshal.Read<ushort>(address))
        {
            case IPv4:
                ReadOnlySpan<byte> bytes = address.Slice(4, 4);
                // Nearly all of them: no object for each.
                return new IPEndPoint(bytes.SequenceEqual<byte>([127, 0, 0, 1]) ? s_loopback : new IPAddress(bytes), port);
            case IPv6:
                uint scope = MemoryMarshal.Read<uint>(address[24..]);
                return new IPEndPoint(new IPAddress(address.Slice(8, 16), scope), port);
            default:
                return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(int listener, byte* address, int* length, int flags);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    private static partial int Name(int socket, byte* address, int* length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    private static partial int PeerName(int socket, byte* address, int* length);
}
