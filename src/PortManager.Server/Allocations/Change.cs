namespace PortManager.Server.Allocations;

/// <summary>What happened to an allocation. A new name is a removal and an addition.</summary>
internal enum ChangeKind
{
    Added,
    Removed,

    /// <summary>The row stays as it is, but another holder has it.</summary>
    Moved,
}

/// <summary>One change of what is allocated.</summary>
/// <param name="Kind">Whether the row comes, goes or changes hands.</param>
/// <param name="Allocation">The allocation; its name is that of the row.</param>
/// <param name="IsRename">The port stays with its holder: only the name comes or goes.</param>
internal readonly record struct Change(ChangeKind Kind, Allocation Allocation, bool IsRename);
