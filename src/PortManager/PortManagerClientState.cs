namespace PortManager;

/// <summary>What a client is doing.</summary>
public enum PortManagerClientState
{
    /// <summary>The client has what it holds, or holds nothing.</summary>
    Connected,

    /// <summary>The connection that holds the ports has dropped, and they are not yet claimed again.</summary>
    Reconnecting,

    /// <summary>The client is closed, for good, and its ports are released.</summary>
    Closed,
}
