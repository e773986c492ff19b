namespace PortManager.Client;

/// <summary>The ports that a client holds, each with the service name that was requested. It is thread-safe.</summary>
internal sealed class HeldPorts(string user)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, string> _services = [];

    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _services.Count == 0;
        }
    }

    /// <summary>A copy of the ports, to be claimed again.</summary>
    public IReadOnlyList<PortAllocation> All
    {
        get
        {
            lock (_lock)
                return [.. _services.Select(held => new PortAllocation(held.Key, held.Value, user))];
        }
    }

    public bool Contains(int port)
    {
        lock (_lock)
            return _services.ContainsKey(port);
    }

    public void Add(int port, string service)
    {
        lock (_lock)
            _services[port] = service;
    }

    /// <summary>Removes a port.</summary>
    /// <returns>The name of its service; null if the port is not held.</returns>
    public string? Remove(int port)
    {
        lock (_lock)
            return _services.Remove(port, out string? service) ? service : null;
    }
}
