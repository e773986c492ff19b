using PortManager.Server.Pool;

namespace PortManager.Server.Allocations;

/// <summary>
/// Which service had which free port last, so that it gets it again. Each port is remembered for one service, and the ports that were freed longest
/// ago are forgotten first.
/// </summary>
internal sealed class PortMemory
{
    /// <summary>How many ports are remembered.</summary>
    public const int Max = 4096;

    // A service with hundreds of instances is no reason to look at hundreds of ports.
    private const int MaxLooks = 16;

    private readonly Dictionary<int, RememberedPort> _byPort = [];
    private readonly Dictionary<ServiceKey, RememberedPort> _latest = [];
    private readonly PortQueue _order = new();

    /// <summary>What is remembered, the port that was freed longest ago first.</summary>
    public IEnumerable<RememberedPort> OldestFirst => _order.Ports.Select(port => _byPort[port]);

    /// <summary>The port that a service had last.</summary>
    /// <param name="service">The service, as it is asked for.</param>
    /// <param name="name">The name that it would be advertised under: of several ports, the one that had this name comes first.</param>
    /// <returns>The port; 0 if none is remembered.</returns>
    public int Find(ServiceKey service, string name)
    {
        if (!_latest.TryGetValue(service, out RememberedPort? latest))
            return 0;
        RememberedPort? port = latest;
        for (int looks = 0; port is not null && port.Name != name && looks < MaxLooks; looks++)
            port = port.Older;
        return (port?.Name == name ? port : latest).Port;
    }

    /// <summary>Enters that a service has given a port back.</summary>
    /// <param name="port">The port.</param>
    /// <param name="service">The service, as it was asked for.</param>
    /// <param name="name">The name that it got then.</param>
    public void Remember(int port, ServiceKey service, string name)
    {
        Forget(port);
        _latest.TryGetValue(service, out RememberedPort? older);
        var remembered = new RememberedPort(port, service, name) { Older = older };
        if (older is not null)
            older.Newer = remembered;
        _latest[service] = remembered;
        _byPort.Add(port, remembered);
        _order.Append(port);
        if (_order.Count > Max)
            Forget(_order.First);
    }

    /// <summary>Enters that a port is taken, by whomever.</summary>
    public void Forget(int port)
    {
        if (!_byPort.Remove(port, out RememberedPort? forgotten))
            return;
        _order.Remove(port);
        (RememberedPort? older, RememberedPort? newer) = (forgotten.Older, forgotten.Newer);
        if (older is not null)
            older.Newer = newer;
        if (newer is not null)
            newer.Older = older;
        else if (older is not null)
            _latest[forgotten.Service] = older;
        else
            _latest.Remove(forgotten.Service);
    }
}

/// <summary>A service of a user, as it is asked for. Somebody else's of the same name is another.</summary>
/// <param name="Requested">The name.</param>
/// <param name="User">The user as the request gives it.</param>
/// <param name="Owner">The verified user id; null if the kernel does not tell.</param>
internal readonly record struct ServiceKey(string Requested, string User, long? Owner);

/// <summary>A free port, and which service had it last.</summary>
/// <param name="port">The port.</param>
/// <param name="service">The service that had it.</param>
/// <param name="name">The name that the service got with it.</param>
internal sealed class RememberedPort(int port, ServiceKey service, string name)
{
    public int Port => port;

    public ServiceKey Service => service;

    public string Name => name;

    /// <summary>The port that the same service gave back before it.</summary>
    public RememberedPort? Older { get; set; }

    /// <summary>The port that the same service gave back after it.</summary>
    public RememberedPort? Newer { get; set; }
}
