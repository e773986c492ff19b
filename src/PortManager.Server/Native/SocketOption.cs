using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>What the kernel tells of a socket (getsockopt(2)).</summary>
internal static unsafe partial class SocketOption
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int ReuseAddress = 2; // SO_REUSEADDR
    private const int KeepAlive = 9; // SO_KEEPALIVE
    private const int UrgentInline = 10; // SO_OOBINLINE
    private const int TypeOption = 3; // SO_TYPE
    private const int Stream = 1; // SOCK_STREAM
    private const int AcceptsConnections = 30; // SO_ACCEPTCONN
    private const int DomainOption = 39; // SO_DOMAIN
    private const int Unix = 1; // AF_UNIX
    private const int Internet = 2; // AF_INET
    private const int InternetSix = 10; // AF_INET6
    private const int PeerCredentialsOption = 17; // SO_PEERCRED: struct ucred, which is pid, uid, gid
    private const int CookieOption = 57; // SO_COOKIE
    private const int Tcp = 6; // IPPROTO_TCP
    private const int InfoOption = 11; // TCP_INFO
    private const int NoDelay = 1; // TCP_NODELAY
    private const int KeepAliveIdle = 4; // TCP_KEEPIDLE
    private const int KeepAliveInterval = 5; // TCP_KEEPINTVL
    private const int KeepAliveCount = 6; // TCP_KEEPCNT
    private const int IPv6 = 41; // IPPROTO_IPV6
    private const int IPv6Only = 26; // IPV6_V6ONLY

    /// <summary>The process and the user at the other end of a Unix socket; null if the kernel does not tell.</summary>
    public static (int Process, uint User)? PeerCredentials(int socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        return Read(socket, SocketLevel, PeerCredentialsOption, credentials) == credentials.Length
            ? (MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<uint>(credentials[4..]))
            : null;
    }

    /// <summary>
    /// A number that no other socket has since the system started, and that is the same for every copy of a descriptor in every process; 0
    /// if the kernel does not tell.
    /// </summary>
    public static long Cookie(int socket)
    {
        Span<byte> cookie = stackalloc byte[sizeof(long)];
        return Read(socket, SocketLevel, CookieOption, cookie) == sizeof(long) ? MemoryMarshal.Read<long>(cookie) : 0;
    }

    /// <summary>Reads struct tcp_info.</summary>
    /// <returns>How much of it the kernel has written; 0 if this is no TCP socket.</returns>
    public static int TcpInfo(int socket, Span<byte> info) => Read(socket, Tcp, InfoOption, info);

    /// <summary>Whether a socket listens.</summary>
    public static bool Listens(int socket) => Number(socket, SocketLevel, AcceptsConnections) == 1;

    /// <summary>Whether a socket is one of TCP or a Unix socket of streams: of other kinds it is not known who is at the other end.</summary>
    public static bool IsStream(int socket) =>
        Number(socket, SocketLevel, TypeOption) == Stream && Number(socket, SocketLevel, DomainOption) is Unix or Internet or InternetSix;

    /// <summary>Whether a socket of IPv6 takes no connections of IPv4.</summary>
    public static bool IsIPv6Only(int socket) => Number(socket, IPv6, IPv6Only) == 1;

    public static void SetReuseAddress(int socket) => Set(socket, SocketLevel, ReuseAddress, 1);

    public static void SetIPv6Only(int socket) => Set(socket, IPv6, IPv6Only, 1);

    public static void SetNoDelay(int socket) => Set(socket, Tcp, NoDelay, 1);

    /// <summary>Has urgent bytes come among the others, in their place.</summary>
    public static void SetUrgentInline(int socket) => Set(socket, SocketLevel, UrgentInline, 1);

    /// <summary>Has the kernel find out whether a silent peer is still there.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="idle">After so many seconds of silence it asks.</param>
    /// <param name="interval">It asks again after so many seconds.</param>
    /// <param name="count">After so many questions without an answer the connection is broken.</param>
    public static void SetKeepAlive(int socket, int idle, int interval, int count)
    {
        Set(socket, SocketLevel, KeepAlive, 1);
        Set(socket, Tcp, KeepAliveIdle, idle);
        Set(socket, Tcp, KeepAliveInterval, interval);
        Set(socket, Tcp, KeepAliveCount, count);
    }

    /// <summary>Has calls on a descriptor return instead of waiting.</summary>
    public static void SetNonBlocking(int descriptor) => _ = LibC.ControlFile(descriptor, LibC.SetStatusFlags, LibC.NonBlocking);

    private static void Set(int socket, int level, int option, int value) => _ = SetOption(socket, level, option, value, sizeof(int));

    /// <returns>-1 if it is no socket, or not of that level.</returns>
    private static int Number(int socket, int level, int option)
    {
        Span<byte> answer = stackalloc byte[sizeof(int)];
        return Read(socket, level, option, answer) == sizeof(int) ? MemoryMarshal.Read<int>(answer) : -1;
    }

    private static int Read(int socket, int level, int option, Span<byte> value)
    {
        int length = value.Length;
        fixed (byte* start = value)
            return GetOption(socket, level, option, start, &length) == 0 ? length : 0;
    }

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(int socket, int level, int option, in int value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetOption(int socket, int level, int option, byte* value, int* length);
}
