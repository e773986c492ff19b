namespace PortManager;

/// <summary>What changes for a client.</summary>
public enum PortManagerStateChange
{
    /// <summary>The connection that holds the ports has dropped. The client tries to connect again.</summary>
    Disconnected,

    /// <summary>The client is connected again. Each port is claimed again, or lost, which is told before this.</summary>
    Reconnected,

    /// <summary>A port could not be claimed again. Its service is not advertised, and others may get the port.</summary>
    PortLost,

    /// <summary>The client is closed, for good, and its ports are released.</summary>
    Closed,
}
