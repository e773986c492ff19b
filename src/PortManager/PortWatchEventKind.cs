namespace PortManager;

/// <summary>What a watch tells.</summary>
public enum PortWatchEventKind
{
    /// <summary>An allocation is advertised: it is new, or existed when the watch began.</summary>
    Added,

    /// <summary>An allocation is no longer advertised.</summary>
    Removed,

    /// <summary>All that was advertised has been told: what is known is the whole listing. It comes first when the watch has begun, and again after each time that it was stale.</summary>
    Synchronized,

    /// <summary>The port manager cannot be reached. What is known may be out of date, until the watch is synchronized again.</summary>
    Stale,
}
