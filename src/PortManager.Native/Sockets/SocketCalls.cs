using System.Runtime.InteropServices;

namespace PortManager.Native.Sockets;

/// <summary>
/// The socket functions of the C library. .NET's own sockets wait on threads, which a forked child does not have. They also can
/// neither wait in slices nor report the EAI_ codes of a look-up.
/// </summary>
internal static unsafe partial class SocketCalls
{
    public const int Stream = 1;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    public const int SocketLevel = 1;
    public const int ReuseAddress = 2;
    public const int KeepAlive = 9;
    public const int TcpLevel = 6;
    public const int TcpNoDelay = 1;
    public const int TcpKeepIdle = 4;
    public const int TcpKeepInterval = 5;
    public const int TcpKeepCount = 6;

    public const int InternetV6Level = 41;
    public const int OnlyV6 = 26;

    public const int NoSignal = 0x4000;
    public const short PollIn = 1;
    public const short PollOut = 4;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int descriptor, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(int descriptor, ReadOnlySpan<byte> address, uint length);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Listen(int descriptor, int backlog);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    public static partial int GetLocalName(int descriptor, Span<byte> address, ref uint length);

    [LibraryImport("libc", EntryPoint = "getpeername", SetLastError = true)]
    public static partial int GetPeerName(int descriptor, Span<byte> address, ref uint length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(int descriptor, int level, int option, in int value, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, ReadOnlySpan<byte> bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, Span<byte> bytes, nint count, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "getaddrinfo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetAddresses(string host, nint service, in AddressInfo hints, out AddressInfo* found);

    [LibraryImport("libc", EntryPoint = "freeaddrinfo")]
    public static partial void FreeAddresses(AddressInfo* found);

    [LibraryImport("libc", EntryPoint = "gai_strerror")]
    public static partial byte* LookUpError(int code);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }

    /// <summary>struct addrinfo</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct AddressInfo
    {
        public int Flags;
        public int Family;
        public int SocketType;
        public int Protocol;
        public uint Length;
        public byte* Address;
        public byte* CanonicalName;
        public AddressInfo* Next;
    }
}
