using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>
/// Binds a TCP port for a moment, on every address of the host. .NET's sockets can do it too, but set SO_REUSEADDR at Bind,
/// and need three times the system calls, for each port that is given out.
/// </summary>
internal static partial class StrictBind
{
    private const int IPv4 = 2; // AF_INET
    private const int IPv6 = 10; // AF_INET6
    private const int Stream = 1 | 0x80000; // SOCK_STREAM | SOCK_CLOEXEC
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int ReuseAddress = 2; // SO_REUSEADDR
    private const int IPv6Level = 41; // IPPROTO_IPV6
    private const int IPv6Only = 26; // IPV6_V6ONLY
    private const int PermissionDenied = 13; // EACCES: a port below 1024
    private const int AddressInUse = 98; // EADDRINUSE
    private const int AddressLength = 28; // struct sockaddr_in6; of a struct sockaddr_in the first 16 bytes count

    // Asked once: a call less for each port. A sandbox that does not tell has the option set each time.
    private static readonly bool s_isIPv6OnlyByDefault = !IsZero("/proc/sys/net/ipv6/bindv6only");

    /// <summary>Whether the port can be bound on 0.0.0.0 and, where the kernel knows IPv6, on ::; null when it cannot be tried.</summary>
    /// <param name="port">The port.</param>
    /// <param name="reuseAddress">Whether others that do not listen may have it too, if they had set SO_REUSEADDR.</param>
    public static bool? Succeeds(int port, bool reuseAddress = false)
    {
        // A socket of both families conflicts with sockets bound to an address of either.
        int family = IPv6;
        int descriptor = LibC.OpenSocket(IPv6, Stream, 0);
        if (descriptor >= 0)
            MakeDual(descriptor);
        else if ((descriptor = LibC.OpenSocket(family = IPv4, Stream, 0)) < 0)
            return null;
        if (reuseAddress)
            _ = SetOption(descriptor, SocketLevel, ReuseAddress, 1, sizeof(int));
        Span<byte> address = stackalloc byte[AddressLength];
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], (ushort)port);
        bool? isBound = Bind(descriptor, address, AddressLength) == 0 ? true
            : Marshal.GetLastPInvokeError() is AddressInUse or PermissionDenied ? false
            : null;
        _ = LibC.Close(descriptor);
        return isBound;
    }

    private static void MakeDual(int descriptor)
    {
        if (s_isIPv6OnlyByDefault)
            _ = SetOption(descriptor, IPv6Level, IPv6Only, 0, sizeof(int));
    }

    private static bool IsZero(string setting)
    {
        try
        {
            return File.ReadAllText(setting).Trim() == "0";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int option, in int value, int length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, ReadOnlySpan<byte> address, int length);
}
