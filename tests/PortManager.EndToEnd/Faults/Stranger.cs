using System.Net;
using System.Net.Sockets;

namespace PortManager.EndToEnd.Faults;

/// <summary>A socket of a process that knows nothing of port managers, on a port of the pool.</summary>
internal static class Stranger
{
    /// <summary>Binds the port, and listens if told to.</summary>
    /// <param name="address">An IPv4 or IPv6 address; an IPv6 one with <c>dual</c> before it takes IPv4 as well.</param>
    /// <param name="port">The port.</param>
    /// <param name="listens">False: it is bound only.</param>
    /// <param name="reuse">Whether SO_REUSEADDR is set, as it is with most servers.</param>
    public static Socket On(string address, int port, bool listens, bool reuse)
    {
        bool dual = address.StartsWith("dual ", StringComparison.Ordinal);
        IPAddress ip = IPAddress.Parse(address.Split(' ')[^1]);
        // Of what it knows to be TCP, .NET sets SO_REUSEADDR itself.
        var socket = new Socket(ip.AddressFamily, SocketType.Stream, reuse ? ProtocolType.Tcp : ProtocolType.Unspecified);
        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
            socket.DualMode = dual;
        socket.Bind(new IPEndPoint(ip, port));
        if (listens)
            socket.Listen();
        return socket;
    }
}
