namespace PortManager.Server.Journal;

/// <summary>
/// What a journal says is allocated. Its order is that in which ports were taken: the clock, which may have been set back
/// meanwhile, does not tell which is the oldest.
/// </summary>
internal sealed class JournaledPorts
{
    // All but the last few have been answered.
    private const int MaxFreeRequests = 10_000;

    private readonly Dictionary<int, (long Place, AllocationRecord Allocation)> _byPort = [];
    private long _last;

    public int Count => _byPort.Count;

    public IEnumerable<AllocationRecord> InOrder => _byPort.Values.OrderBy(held => held.Place).Select(held => held.Allocation);

    /// <summary>The latest FREE requests that were carried out, in order, with what they released. Their clients may not have been answered.</summary>
    public List<FreeRequest> FreeRequests { get; } = [];

    /// <summary>Enters an allocation, which keeps its place if it is there and gets another name or holder.</summary>
    public void Add(AllocationRecord allocation)
    {
        long place = _byPort.TryGetValue(allocation.Port, out var held) ? held.Place : ++_last;
        _byPort[allocation.Port] = (place, allocation);
    }

    /// <summary>Enters that a port is free.</summary>
    /// <returns>What was allocated; null if it was free already.</returns>
    public AllocationRecord? Remove(JournalEntry.Freed freed)
    {
        if (!_byPort.Remove(freed.Port, out var held))
            return null;
        if (freed.Request is { } request)
        {
            FreeRequests.Add(new FreeRequest(request, held.Allocation));
            if (FreeRequests.Count == 2 * MaxFreeRequests)
                FreeRequests.RemoveRange(0, MaxFreeRequests);
        }

        return held.Allocation;
    }
}

/// <summary>A FREE request that was carried out.</summary>
/// <param name="Place">Where the request is.</param>
/// <param name="Released">What it released.</param>
internal sealed record FreeRequest(RequestPlace Place, AllocationRecord Released);
