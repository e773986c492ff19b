using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PortManager.Server.Systemd;

/// <summary>What the kernel counted on a TCP connection. Its counts outlive the processes that had it.</summary>
internal static partial class KernelCounts
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int Info = 11; // TCP_INFO
    private const int BytesAcknowledged = 120; // offset of tcpi_bytes_acked
    private const int BytesReceived = 128; // offset of tcpi_bytes_received
    private const ulong OutputQueue = 0x5411; // SIOCOUTQ
    private const byte CloseWait = 8; // TCP_CLOSE_WAIT

    /// <summary>How many bytes processes have read from a connection, and written to it; null when it is no TCP connection.</summary>
    public static (long Read, long Written)? Of(Socket socket)
    {
        try
        {
            // Bytes can come, and be acknowledged, between one question and the next: asked until two answers agree.
            (long Received, long Acknowledged)? before = Total(socket);
            while (before is not null && Control(socket.SafeHandle, OutputQueue, out int queued) == 0)
            {
                int available = socket.Available;
                (long Received, long Acknowledged)? after = Total(socket);
                if (after == before)
                    return (before.Value.Received - available, before.Value.Acknowledged + queued);
                before = after;
            }
        }
        catch (SocketException)
        {
            // It is no TCP connection.
        }

        return null;
    }

    private static (long Received, long Acknowledged)? Total(Socket socket)
    {
        Span<byte> info = stackalloc byte[256];
        if (socket.GetRawSocketOption(Tcp, Info, info) < BytesReceived + sizeof(long))
            return null;
        // The end of the stream counts as a byte that was received.
        long end = info[0] == CloseWait ? 1 : 0;
        return (BinaryPrimitives.ReadInt64LittleEndian(info[BytesReceived..]) - end,
            BinaryPrimitives.ReadInt64LittleEndian(info[BytesAcknowledged..]));
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeHandle socket, ulong request, out int value);
}
