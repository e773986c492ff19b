namespace PortManager;

/// <summary>One change of the listing. If an allocation gets another name, that is a removal and an addition.</summary>
/// <param name="Kind">Whether the allocation was added or removed.</param>
/// <param name="Allocation">The allocation, under the name by which it is or was listed.</param>
public sealed record PortChange(PortChangeKind Kind, PortAllocation Allocation);
