namespace PortManager.Server.Sessions;

/// <summary>What becomes of a connection after its session has had its turn.</summary>
internal enum NextStep
{
    /// <summary>It is read when more comes.</summary>
    Continue,

    /// <summary>It has had its share of this turn, and goes on in the next one without being read.</summary>
    Yield,

    /// <summary>A request waits for a name: it is answered when the name is known, or timed out.</summary>
    Suspend,

    /// <summary>It is closed once its replies are sent.</summary>
    Close,

    /// <summary>It speaks HTTP.</summary>
    Http,
}
