using PortManager.Server.Native;

namespace PortManager.Server.Listening;

/// <summary>What is set on a listener, so that the connections that it accepts have it too.</summary>
internal static class TcpOptions
{
    // A host that lost its power cannot say that it is gone. It keeps its ports for minutes, not for ever.
    private const int IdleSeconds = 120;
    private const int IntervalSeconds = 30;
    private const int Probes = 4;

    public static void Set(Listener listener)
    {
        // With Nagle's algorithm a reply waits for the acknowledgement of the one before, 40 ms.
        SocketOption.SetNoDelay(listener.Descriptor);
        // Else the kernel leaves them out and counts them all the same, so that the next process would look for requests in the wrong place.
        SocketOption.SetUrgentInline(listener.Descriptor);
        SocketOption.SetKeepAlive(listener.Descriptor, IdleSeconds, IntervalSeconds, Probes);
    }
}
