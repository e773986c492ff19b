using System.Net.Sockets;

namespace PortManager.Server.Listening;

/// <summary>
/// Finds out that a peer is gone which could not say so: a host that lost its power keeps its ports for minutes, not
/// for ever. What is set on a listener, the connections that it accepts have too.
/// </summary>
internal static class KeepAlive
{
    private const int IdleSeconds = 120;
    private const int IntervalSeconds = 30;
    private const int Probes = 4;

    public static void Enable(Socket listener)
    {
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
