namespace PortManager;

/// <summary>What happened to an allocation.</summary>
public enum PortChangeKind
{
    /// <summary>It is advertised: it was already there when the watch began, or it is new.</summary>
    Added,

    /// <summary>It is not advertised any more.</summary>
    Removed,
}
