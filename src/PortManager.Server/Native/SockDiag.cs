using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace PortManager.Server.Native;

/// <summary>
/// Asks the kernel about TCP sockets of this host, through netlink (sock_diag(7)): whose they are, and which ports they
/// have. Not safe for several threads.
/// </summary>
/// <param name="kernel">What is asked.</param>
internal sealed class SockDiag(NetlinkSocket kernel) : IDisposable
{
    private const int SockDiagProtocol = 4; // NETLINK_SOCK_DIAG
    private const ushort ByFamily = 20; // SOCK_DIAG_BY_FAMILY
    private const ushort DoneMessage = 3; // NLMSG_DONE
    private const ushort RequestFlag = 1; // NLM_F_REQUEST
    private const ushort DumpFlags = 0x301; // NLM_F_REQUEST | NLM_F_DUMP
    private const ushort BytecodeAttribute = 1; // INET_DIAG_REQ_BYTECODE
    private const byte PortAtLeast = 2; // INET_DIAG_BC_S_GE
    private const byte PortAtMost = 3; // INET_DIAG_BC_S_LE
    private const byte FirstEnding = 4; // TCP_FIN_WAIT1
    private const byte LastEnding = 11; // TCP_CLOSING
    private const byte Listens = 10; // TCP_LISTEN
    private const byte Established = 1; // TCP_ESTABLISHED
    private const byte BoundOnly = 13; // TCP_BOUND_INACTIVE
    private const uint AllStates = uint.MaxValue;

    private const int HeaderLength = NetlinkSocket.HeaderLength;
    private const int RequestLength = HeaderLength + 56; // struct inet_diag_req_v2
    private const int RangeLength = 20; // struct rtattr, and two conditions of two struct inet_diag_bc_op each
    private const int AnswerLength = HeaderLength + 72; // struct inet_diag_msg

    /// <summary>Opens a socket for questions.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no netlink, as in some sandboxes.</exception>
    public static SockDiag Open() => new(NetlinkSocket.Open(SockDiagProtocol));

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
        if (!kernel.TryAsk(request, out ReadOnlySpan<byte> reply) || Type(reply) != ByFamily || reply.Length < AnswerLength)
            return null;
        SocketMessage message = SocketMessage.Read(reply[HeaderLength..]);
        // A socket that its process has closed has no inode, and says that it is root's. One that listens is another.
        return message.IsConnected && message.Inode != 0 ? new SocketOwner(message.User, message.Inode) : null;
    }

    /// <summary>Each port that is listened on, with whose sockets those are; null where the kernel does not tell of all.</summary>
    public PortOwners? Listeners()
    {
        var owners = new PortOwners();
        return Dump(1 << Listens, null, socket => owners.Add(socket.Port, new SocketOwner(socket.User, socket.Inode))) ? owners : null;
    }

    /// <summary>Whose sockets listen on a port, or are bound to it; null where the kernel does not tell of all.</summary>
    /// <inheritdoc cref="Bound" path="/remarks"/>
    public PortOwners? OwnersOf(int port)
    {
        var owners = new PortOwners();
        return Dump(1 << Listens | 1 << BoundOnly, (port, port), socket => owners.Add(socket.Port, new SocketOwner(socket.User, socket.Inode))) ? owners : null;
    }

    /// <summary>Each port of a range that a socket has; null where the kernel does not tell of all.</summary>
    /// <remarks>Before Linux 6.8 it does not tell of those that are bound, and neither listen nor are connected.</remarks>
    public BoundPorts? Bound(int lowest, int highest)
    {
        var bound = new BoundPorts();
        return Dump(AllStates, (lowest, highest), socket => bound.Add(socket.Port, !socket.IsClosed)) ? bound : null;
    }

    public void Dispose() => kernel.Dispose();

    private bool Dump(uint states, (int Lowest, int Highest)? ports, Action<SocketMessage> found) =>
        Dump(isV4: true, states, ports, found) && Dump(isV4: false, states, ports, found);

    private bool Dump(bool isV4, uint states, (int Lowest, int Highest)? ports, Action<SocketMessage> found)
    {
        Span<byte> request = stackalloc byte[RequestLength + (ports is null ? 0 : RangeLength)];
        WriteHeader(request, DumpFlags, isV4, states);
        if (ports is { } range)
            WriteRange(request[RequestLength..], range.Lowest, range.Highest);
        bool isRead = kernel.TryAsk(request, out ReadOnlySpan<byte> messages);
        while (isRead)
        {
            if (ReadDump(messages, found) is { } isWhole)
                return isWhole;
            isRead = kernel.TryReadMore(out messages);
        }

        return false;
    }

    /// <summary>Whether a list ends here that is whole; null when there is more of it.</summary>
    private static bool? ReadDump(ReadOnlySpan<byte> messages, Action<SocketMessage> found)
    {
        while (messages.Length >= HeaderLength)
        {
            // A list that could not be made ends with an error number, which is below 0.
            if (Type(messages) == DoneMessage)
                return messages.Length < HeaderLength + 4 || BinaryPrimitives.ReadInt32LittleEndian(messages[HeaderLength..]) >= 0;
            int length = BinaryPrimitives.ReadInt32LittleEndian(messages);
            if (Type(messages) != ByFamily || length < AnswerLength || length > messages.Length)
                return false;
            found(SocketMessage.Read(messages[HeaderLength..]));
            messages = messages[Math.Min(messages.Length, (length + 3) & ~3)..];
        }

        return null;
    }

    // A filter that the kernel runs for each socket: each condition is an operation and its port. One that holds goes on behind it, one that
    // does not jumps beyond the end, which refuses the socket.
    private static void WriteRange(Span<byte> attribute, int lowest, int highest)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, RangeLength);
        BinaryPrimitives.WriteUInt16LittleEndian(attribute[2..], BytecodeAttribute);
        WriteCondition(attribute[4..], PortAtLeast, lowest, lengthOfRest: 16);
        WriteCondition(attribute[12..], PortAtMost, highest, lengthOfRest: 8);
    }

    private static void WriteCondition(Span<byte> operation, byte code, int port, ushort lengthOfRest)
    {
        operation[0] = code;
        operation[1] = 8;
        BinaryPrimitives.WriteUInt16LittleEndian(operation[2..], (ushort)(lengthOfRest + 4));
        BinaryPrimitives.WriteUInt16LittleEndian(operation[6..], (ushort)port);
    }

    private static void WriteHeader(Span<byte> request, ushort flags, bool isV4, uint states)
    {
        request.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(request, request.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(request[4..], ByFamily);
        BinaryPrimitives.WriteUInt16LittleEndian(request[6..], flags);
        Span<byte> body = request[HeaderLength..];
        body[0] = (byte)(isV4 ? 2 : 10); // AF_INET, AF_INET6
        body[1] = 6; // IPPROTO_TCP
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], states);
    }

    private static void WriteAddress(Span<byte> target, IPAddress address, bool isV4) =>
        (isV4 ? address.MapToIPv4() : address).TryWriteBytes(target, out _);

    private static ushort Type(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16LittleEndian(message[4..]);

    /// <summary>What is used of struct inet_diag_msg.</summary>
    private readonly record struct SocketMessage(byte State, int Port, uint User, uint Inode)
    {
        /// <summary>Whether it is an end of a connection, of which one or both sides may be closed.</summary>
        public bool IsConnected => State == Established || IsEnding;

        /// <summary>Whether it is an end of a connection that no process has any more: in TIME_WAIT, or on the way there.</summary>
        public bool IsClosed => Inode == 0 && IsEnding;

        private bool IsEnding => State is >= FirstEnding and <= LastEnding and not Listens;

        public static SocketMessage Read(ReadOnlySpan<byte> message) => new(
            message[1],
            BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(message[64..]),
            BinaryPrimitives.ReadUInt32LittleEndian(message[68..]));
    }
}
