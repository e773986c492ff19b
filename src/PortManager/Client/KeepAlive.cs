using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>Turns on TCP's keep-alive.</summary>
internal static class KeepAlive
{
    /// <summary>Sets each option that the system has. A connection without one is still a connection.</summary>
    public static void SetOn(Socket socket)
    {
        Set(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1);
        Set(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveTimes.IdleSeconds);
        Set(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveTimes.IntervalSeconds);
        // Windows has this one since its version 1703.
        Set(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTimes.Count);
    }

    private static void Set(Socket socket, SocketOptionLevel level, SocketOptionName name, int value)
    {
        try
        {
            socket.SetSocketOption(level, name, value);
        }
        catch (Exception e) when (e is SocketException or PlatformNotSupportedException)
        {
            // The connection is checked less strictly.
        }
    }
}
