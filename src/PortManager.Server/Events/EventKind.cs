namespace PortManager.Server.Events;

/// <summary>What happened. The names are those of the event stream, in its spelling.</summary>
internal enum EventKind
{
    /// <summary>A row came: a port was taken, or got a new name.</summary>
    Added,

    /// <summary>A row went.</summary>
    Removed,

    /// <summary>A request was refused.</summary>
    Refused,

    /// <summary>A line was no request.</summary>
    Invalid,
}
