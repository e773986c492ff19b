namespace PortManager.Server.Allocations;

/// <summary>What happened to a port. A new name is a removal and an addition.</summary>
internal enum ChangeKind
{
    Added,
    Removed,

    /// <summary>The row stays as it is, but another holder has it.</summary>
    Moved,

    /// <summary>A port that was kept after a restart, and not listed, is free: its user did not come for it.</summary>
    GraceEnded,
}

/// <summary>One change of what is allocated, with the values that it had at that moment.</summary>
/// <param name="Kind">Whether the row comes, goes or changes hands.</param>
/// <param name="Port">The port.</param>
/// <param name="Allocation">The allocation, whose name may have changed since; null for a port in grace.</param>
/// <param name="Service">The name of the row.</param>
/// <param name="Holder">The holder: the new one if the row changed hands; null for a port in grace.</param>
internal readonly record struct Change(ChangeKind Kind, int Port, Allocation? Allocation, string Service, Holder? Holder)
{
    /// <summary>Whether the port stays with its holder, and only the name comes or goes.</summary>
    public bool IsRename { get; init; }

    /// <summary>Where in the holder's input the request that gave the port back begins; null if the change was not asked for.</summary>
    public long? RequestPosition { get; init; }

    public static Change Of(ChangeKind kind, Allocation allocation) =>
        new(kind, allocation.Port, allocation, allocation.Service, allocation.Holder);
}
