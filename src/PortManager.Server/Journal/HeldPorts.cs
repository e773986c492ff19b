namespace PortManager.Server.Journal;

/// <summary>
/// What a journal says is allocated. Its order is that in which ports were taken: the clock, which may have been set back
/// meanwhile, does not tell who is the oldest.
/// </summary>
internal sealed class HeldPorts
{
    private readonly Dictionary<int, (long Place, AllocationRecord Allocation)> _byPort = [];
    private long _last;

    public int Count => _byPort.Count;

    public IEnumerable<AllocationRecord> InOrder => _byPort.Values.OrderBy(held => held.Place).Select(held => held.Allocation);

    /// <summary>Enters an allocation, which keeps its place if it is there and gets another name or holder.</summary>
    public void Add(AllocationRecord allocation)
    {
        if (!_byPort.TryGetValue(allocation.Port, out var held))
            _byPort[allocation.Port] = (++_last, allocation);
        else if (held.Allocation.Connection == allocation.Connection)
            _byPort[allocation.Port] = (held.Place, allocation with { Before = held.Allocation.Before });
        else
            _byPort[allocation.Port] = (held.Place, allocation with { Before = held.Allocation with { Before = null } });
    }

    public bool Remove(int port) => _byPort.Remove(port);
}
