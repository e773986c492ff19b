namespace PortManager.Server.Allocations;

/// <summary>What happened to a row of the listing. A new name is a removal and an addition.</summary>
internal enum ChangeKind
{
    Added,
    Removed,
}

/// <summary>One change of the listing.</summary>
/// <param name="Kind">Whether the row comes or goes.</param>
/// <param name="Allocation">The allocation; its name is that of the row.</param>
/// <param name="IsRename">The port stays with its holder: only the name comes or goes.</param>
internal readonly record struct Change(ChangeKind Kind, Allocation Allocation, bool IsRename);
