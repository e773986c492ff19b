namespace PortManager.Client;

/// <summary>The ports that a client holds. It is thread-safe.</summary>
internal sealed class HeldPorts(string user)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, HeldPort> _ports = [];
    private bool _isClosed;

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _ports.Count == 0;
        }
    }

    /// <summary>A copy of the ports, to be claimed again.</summary>
    public IReadOnlyList<PortAllocation> All
    {
        get
        {
            lock (_lock)
                return [.. _ports.Values.Select(held => new PortAllocation(held.Port, held.Service, user))];
        }
    }

    public bool Contains(int port)
    {
        lock (_lock)
            return _ports.ContainsKey(port);
    }

    /// <summary>Adds a port that was granted.</summary>
    public HeldPort Add(int port, string service)
    {
        var held = new HeldPort(port, service);
        PutBack(held);
        return held;
    }

    /// <summary>Adds a port again that <see cref="Remove"/> has removed.</summary>
    public void PutBack(HeldPort held)
    {
        lock (_lock)
        {
            ClientMetrics.Count(_ports.TryAdd(held.Port, held) ? 1 : 0);
            _ports[held.Port] = held;
            if (_isClosed)
                held.Lose();
        }
    }

    /// <summary>Removes a port.</summary>
    /// <param name="port">The port.</param>
    /// <param name="only">The grant that has to be removed; null for any.</param>
    /// <returns>What was removed; null if the port is not held, or by another grant.</returns>
    public HeldPort? Remove(int port, HeldPort? only = null)
    {
        lock (_lock)
        {
            if (!_ports.TryGetValue(port, out HeldPort? held) || (only is not null && only != held))
                return null;
            _ports.Remove(port);
            ClientMetrics.Count(-1);
            return held;
        }
    }

    /// <summary>Removes a port, and tells its lease. Returns false if it is not held.</summary>
    public bool Lose(int port)
    {
        HeldPort? held = Remove(port);
        held?.Lose();
        return held is not null;
    }

    /// <summary>Tells all leases that their ports are released, because the client is closed.</summary>
    public void Close()
    {
        HeldPort[] all;
        lock (_lock)
        {
            _isClosed = true;
            all = [.. _ports.Values];
        }

        foreach (HeldPort held in all)
            held.Lose();
    }
}
