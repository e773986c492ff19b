using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>What the kernel counted on a TCP connection. Its counts outlive the processes that had it.</summary>
/// <param name="Read">Bytes that processes have taken from it.</param>
/// <param name="Written">Bytes that processes have given to it.</param>
internal readonly partial record struct TcpByteCounts(long Read, long Written)
{
    private const int BytesAcknowledged = 120; // offset of tcpi_bytes_acked
    private const int BytesReceived = 128; // offset of tcpi_bytes_received
    private const ulong InputQueue = 0x541B; // FIONREAD
    private const ulong OutputQueue = 0x5411; // SIOCOUTQ
    private const byte Established = 1; // TCP_ESTABLISHED
    private const byte CloseWait = 8; // TCP_CLOSE_WAIT

    /// <summary>Asks the kernel.</summary>
    /// <returns>Null for what is no TCP connection, or one that cannot be written to any more.</returns>
    public static TcpByteCounts? Of(int socket)
    {
        // Bytes can come, and be acknowledged, between one question and the next: asked until two answers agree.
        (long Received, long Acknowledged)? before = Total(socket);
        while (before is not null
            && Control(socket, OutputQueue, out int queued) == 0 && Control(socket, InputQueue, out int available) == 0)
        {
            (long Received, long Acknowledged)? after = Total(socket);
            if (after == before)
                return new TcpByteCounts(before.Value.Received - available, before.Value.Acknowledged + queued);
            before = after;
        }

        return null;
    }

    /// <summary>How many bytes wait to be read.</summary>
    public static int InputLength(int socket) => Control(socket, InputQueue, out int available) == 0 ? available : 0;

    /// <summary>Whether the peer has closed its direction, or the connection is broken.</summary>
    public static bool PeerHasClosed(int socket)
    {
        Span<byte> info = stackalloc byte[8];
        return SocketOption.TcpInfo(socket, info) == 0 || info[0] != Established;
    }

    private static (long Received, long Acknowledged)? Total(int socket)
    {
        Span<byte> info = stackalloc byte[256];
        if (SocketOption.TcpInfo(socket, info) < BytesReceived + sizeof(long) || info[0] is not (Established or CloseWait))
            return null;
        // The end of the stream counts as a byte that was received.
        long end = info[0] == CloseWait ? 1 : 0;
        return (BinaryPrimitives.ReadInt64LittleEndian(info[BytesReceived..]) - end,
            BinaryPrimitives.ReadInt64LittleEndian(info[BytesAcknowledged..]));
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int socket, ulong request, out int value);
}
