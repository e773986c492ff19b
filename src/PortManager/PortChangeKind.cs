namespace PortManager;

/// <summary>What happened to an allocation.</summary>
public enum PortChangeKind
{
    /// <summary>The allocation is advertised: it is new, or existed when the watch began.</summary>
    Added,

    /// <summary>The allocation is no longer advertised.</summary>
    Removed,
}
