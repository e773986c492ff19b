namespace PortManager.Server.Pool;

/// <summary>Tells whether some process of this host already uses a port.</summary>
internal interface IPortProbe
{
    /// <summary>Looks at a port, on all addresses of the host.</summary>
    PortUse Look(int port);

    /// <summary>Has what is looked at from here on looked at anew. What one look at the whole host told may be used until then, and a little longer if it took long.</summary>
    void BeginTurn();
}

/// <summary>What uses a port that the pool could give out.</summary>
internal enum PortUse
{
    /// <summary>Nothing.</summary>
    Free,

    /// <summary>Only ends of connections that no process has any more (TIME_WAIT); a server that sets SO_REUSEADDR can bind it.</summary>
    Reusable,

    /// <summary>The same, but of a program that did not set SO_REUSEADDR: nobody can bind it before the kernel has forgotten them.</summary>
    Closing,

    /// <summary>Some program is bound to it.</summary>
    InUse,

    /// <summary>The system cannot tell now: it is out of descriptors or memory.</summary>
    Unknown,
}
