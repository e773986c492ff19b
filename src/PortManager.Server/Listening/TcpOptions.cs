using PortManager.Server.Native;

namespace PortManager.Server.Listening;

/// <summary>What is set on a listener, so that the connections that come later have it too. Those that waited already, as while systemd listens, do not.</summary>
internal static class TcpOptions
{
    // A host that lost its power cannot say that it is gone. It keeps its ports for minutes, not for ever.
    private const int IdleSeconds = 120;
    private const int IntervalSeconds = 30;
    private const int Probes = 4;

    /// <param name="socket">A listener, or a connection.</param>
    public static void Set(int socket)
    {
        // With Nagle's algorithm a reply waits for the acknowledgement of the one before, 40 ms.
        SocketOption.SetNoDelay(socket);
        // Else the kernel leaves them out and counts them all the same, so that the next process would look for requests in the wrong place.
        SocketOption.SetUrgentInline(socket);
        SocketOption.SetKeepAlive(socket, IdleSeconds, IntervalSeconds, Probes);
    }
}
