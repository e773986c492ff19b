using System.Globalization;
using System.Net;

namespace PortManager.EndToEnd.Support;

/// <summary>What the kernel tells of the daemon's end of a client's connection: /proc/net/tcp.</summary>
internal static class SocketQueues
{
    private const int Queues = 4; // tx_queue:rx_queue
    private const int Timer = 5; // tr:tm->when
    private const int InodeField = 9;

    /// <summary>Bytes that the daemon has not read yet; null when the kernel did not say this time.</summary>
    public static int? Unread(int daemonPort, LineClient client) => Number(Fields(daemonPort, client)?[Queues].Split(':')[1]);

    /// <summary>Which timer runs: 2 is that of TCP keepalive. Null when the kernel did not say this time.</summary>
    public static int? ActiveTimer(int daemonPort, LineClient client) => Number(Fields(daemonPort, client)?[Timer].Split(':')[0]);

    /// <summary>Which socket it is; null when the kernel did not say this time.</summary>
    public static string? Inode(int daemonPort, LineClient client) => Fields(daemonPort, client)?[InodeField];

    private static int? Number(string? hex) =>
        hex is null ? null : int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // While the file is read, other sockets come and go: one that stays may be there twice, or not at all.
    private static string[]? Fields(int daemonPort, LineClient client)
    {
        string own = Address(daemonPort);
        string peer = Address(((IPEndPoint)client.Socket.LocalEndPoint!).Port);
        return File.ReadLines("/proc/net/tcp").Skip(1)
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields[1] == own && fields[2] == peer);
    }

    // 127.0.0.1 as the kernel writes it on a little-endian machine.
    private static string Address(int port) => $"0100007F:{port:X4}";
}
