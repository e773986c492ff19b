namespace PortManager;

/// <summary>What a watch tells: a change of the listing, or that the watch begins or ceases to know it.</summary>
public sealed record PortWatchEvent
{
    /// <summary>The host of the port manager, as the client was given it.</summary>
    public required string Host { get; init; }

    /// <summary>What it tells.</summary>
    public required PortWatchEventKind Kind { get; init; }

    /// <summary>If an allocation was added or removed: the allocation, under the name by which it is or was listed. Else null.</summary>
    public PortAllocation? Allocation { get; init; }

    /// <summary>If the watch is stale: why, as a sentence or a phrase for people. Else null.</summary>
    public string? Reason { get; init; }
}
