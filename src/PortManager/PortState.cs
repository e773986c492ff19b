namespace PortManager;

/// <summary>Whether an allocated port is in use.</summary>
public enum PortState
{
    /// <summary>A state that a later port manager reports, and this version of the client does not know.</summary>
    Unknown,

    /// <summary>A process of the host listens on the port.</summary>
    Listening,

    /// <summary>The port is held, but no process listens on it. The service has not begun to, or listens elsewhere.</summary>
    Reserved,

    /// <summary>
    /// The holder's connection closed when the port manager restarted, but a process still listens on the port. The port stays listed
    /// until no process listens on it, or its owner claims it.
    /// </summary>
    Orphaned,
}
