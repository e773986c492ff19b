namespace PortManager;

/// <summary>One change of the listing. An allocation that gets another name is a removal and an addition.</summary>
/// <param name="Kind">Whether the allocation came or went.</param>
/// <param name="Allocation">The allocation, under the name by which it was listed.</param>
public sealed record PortChange(PortChangeKind Kind, PortAllocation Allocation);
