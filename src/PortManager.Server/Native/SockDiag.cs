using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>
/// Asks the kernel about TCP sockets of this host, through netlink (sock_diag(7)): whose they are, and which ports are
/// listened on. Not safe for several threads.
/// </summary>
internal sealed partial class SockDiag : IDisposable
{
    private const int Netlink = 16; // AF_NETLINK
    private const int Raw = 3 | 0x80000; // SOCK_RAW | SOCK_CLOEXEC
    private const int SockDiagProtocol = 4; // NETLINK_SOCK_DIAG
    private const ushort ByFamily = 20; // SOCK_DIAG_BY_FAMILY
    private const ushort ErrorMessage = 2; // NLMSG_ERROR
    private const ushort DoneMessage = 3; // NLMSG_DONE
    private const ushort RequestFlag = 1; // NLM_F_REQUEST
    private const ushort DumpFlags = 0x301; // NLM_F_REQUEST | NLM_F_DUMP
    private const byte Established = 1; // TCP_ESTABLISHED
    private const uint ListenStates = 1 << 10; // TCP_LISTEN

    // struct nlmsghdr (16 bytes), then struct inet_diag_req_v2 (56 bytes).
    private const int HeaderLength = 16;
    private const int RequestLength = 72;

    private readonly byte[] _reply = new byte[32 * 1024];
    private readonly int _socket;

    public SockDiag()
    {
        _socket = LibC.OpenSocket(Netlink, Raw, SockDiagProtocol);
        if (_socket < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Whose socket the other end of a connection within this host is.</summary>
    /// <param name="peer">The other end.</param>
    /// <param name="own">Our end.</param>
    /// <returns>Null where the kernel does not tell, as when the peer has closed already.</returns>
    public SocketOwner? OwnerOf(IPEndPoint peer, IPEndPoint own)
    {
        bool isV4 = peer.AddressFamily == AddressFamily.InterNetwork || peer.Address.IsIPv4MappedToIPv6;
        Span<byte> request = stackalloc byte[RequestLength];
        WriteHeader(request, RequestFlag, isV4, uint.MaxValue);
        Span<byte> socketId = request[(HeaderLength + 8)..];
        BinaryPrimitives.WriteUInt16BigEndian(socketId, (ushort)peer.Port);
        BinaryPrimitives.WriteUInt16BigEndian(socketId[2..], (ushort)own.Port);
        WriteAddress(socketId[4..], peer.Address, isV4);
        WriteAddress(socketId[20..], own.Address, isV4);
        socketId[40..48].Fill(0xFF); // INET_DIAG_NOCOOKIE
        if (!Exchange(request, out ReadOnlySpan<byte> reply) || Type(reply) == ErrorMessage)
            return null;
        SocketMessage message = SocketMessage.Read(reply[HeaderLength..]);
        // A socket that its process has closed has no inode, and says that it is root's.
        return message.State == Established && message.Inode != 0 ? new SocketOwner(message.User, message.Inode) : null;
    }

    /// <summary>Each port that is listened on, with whose socket it is.</summary>
    public Dictionary<int, SocketOwner> Listeners()
    {
        var ports = new Dictionary<int, SocketOwner>();
        Span<byte> request = stackalloc byte[RequestLength];
        foreach (bool isV4 in (ReadOnlySpan<bool>)[true, false])
        {
            WriteHeader(request, DumpFlags, isV4, ListenStates);
            bool more = Exchange(request, out ReadOnlySpan<byte> reply);
            while (more && ReadDump(reply, ports))
                more = Receive(out reply);
        }

        return ports;
    }

    public void Dispose() => _ = LibC.Close(_socket);

    private static bool ReadDump(ReadOnlySpan<byte> reply, Dictionary<int, SocketOwner> ports)
    {
        while (reply.Length >= HeaderLength)
        {
            if (Type(reply) is DoneMessage or ErrorMessage)
                return false;
            int length = BinaryPrimitives.ReadInt32LittleEndian(reply);
            SocketMessage message = SocketMessage.Read(reply[HeaderLength..]);
            ports[message.Port] = new SocketOwner(message.User, message.Inode);
            reply = reply[Math.Min(reply.Length, (length + 3) & ~3)..];
        }

        return true;
    }

    private static void WriteHeader(Span<byte> request, ushort flags, bool isV4, uint states)
    {
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, RequestLength);
        BinaryPrimitives.WriteUInt16LittleEndian(request[4..], ByFamily);
        BinaryPrimitives.WriteUInt16LittleEndian(request[6..], flags);
        Span<byte> body = request[HeaderLength..];
        body[0] = (byte)(isV4 ? 2 : 10); // AF_INET, AF_INET6
        body[1] = 6; // IPPROTO_TCP
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], states);
    }

    private static void WriteAddress(Span<byte> target, IPAddress address, bool isV4) =>
        (isV4 ? address.MapToIPv4() : address).TryWriteBytes(target, out _);

    private static ushort Type(ReadOnlySpan<byte> reply) => BinaryPrimitives.ReadUInt16LittleEndian(reply[4..]);

    private bool Exchange(ReadOnlySpan<byte> request, out ReadOnlySpan<byte> reply)
    {
        reply = default;
        return Send(_socket, request, (nuint)request.Length, 0) == request.Length && Receive(out reply);
    }

    private bool Receive(out ReadOnlySpan<byte> reply)
    {
        nint length = Receive(_socket, _reply, (nuint)_reply.Length, 0);
        reply = length >= HeaderLength ? _reply.AsSpan(0, (int)length) : default;
        return !reply.IsEmpty;
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, ReadOnlySpan<byte> buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, Span<byte> buffer, nuint length, int flags);

    /// <summary>What is used of struct inet_diag_msg.</summary>
    private readonly record struct SocketMessage(byte State, int Port, uint User, uint Inode)
    {
        public static SocketMessage Read(ReadOnlySpan<byte> message) => new(
            message[1],
            BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(message[64..]),
            BinaryPrimitives.ReadUInt32LittleEndian(message[68..]));
    }
}
