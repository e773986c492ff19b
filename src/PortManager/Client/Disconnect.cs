using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>How it shows that the other end has closed a connection on which more was expected.</summary>
internal static class Disconnect
{
    public static bool Is(SocketException e) =>
        e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown;
}
