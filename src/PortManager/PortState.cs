namespace PortManager;

/// <summary>How far a port that is allocated is in use.</summary>
public enum PortState
{
    /// <summary>A process of the host listens on it.</summary>
    Listening,

    /// <summary>It is held, and nobody listens on it: its server has not begun to, or does so elsewhere.</summary>
    Reserved,

    /// <summary>
    /// Its holder's connection ended with the port manager before this one, and a process listens on it still: it is listed until
    /// nobody does, or its owner claims it.
    /// </summary>
    Orphaned,
}
