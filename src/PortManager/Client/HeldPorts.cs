namespace PortManager.Client;

/// <summary>The ports that a client holds, each with the service name that was requested.</summary>
internal sealed class HeldPorts(string user)
{
    private readonly SortedDictionary<int, string> _services = [];

    public bool IsEmpty => _services.Count == 0;

    /// <summary>A copy of the ports, to be claimed again.</summary>
    public IReadOnlyList<PortAllocation> All => [.. _services.Select(held => new PortAllocation(held.Key, held.Value, user))];

    public void Add(int port, string service) => _services[port] = service;

    /// <summary>Removes a port.</summary>
    /// <returns>The name of its service; null if the port is not held.</returns>
    public string? Remove(int port) => _services.Remove(port, out string? service) ? service : null;

    public void Clear() => _services.Clear();
}
