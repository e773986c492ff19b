namespace PortManager.Server.Status;

/// <summary>What an allocation is good for just now. The names are those of DETAIL, of REST and of the metric, in lower case.</summary>
internal enum PortState
{
    /// <summary>A process listens on it.</summary>
    Listening,

    /// <summary>Nobody listens on it yet.</summary>
    Reserved,

    /// <summary>A process listens on it whose connection ended with the daemon before.</summary>
    Orphaned,
}
