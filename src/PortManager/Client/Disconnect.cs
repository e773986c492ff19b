using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>Tells a connection that the peer closed from other errors of a socket.</summary>
internal static class Disconnect
{
    public static bool Is(SocketException e) =>
        e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown;
}
