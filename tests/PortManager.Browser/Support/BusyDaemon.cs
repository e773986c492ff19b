using PortManager.EndToEnd.Support;

namespace PortManager.Browser.Support;

/// <summary>A daemon of which 5,000 ports are held, for all tests that only look.</summary>
public sealed class BusyDaemon : IAsyncLifetime
{
    public const int Held = 5_000;

    private readonly List<LineClient> _clients = [];

    internal Daemon Daemon { get; private set; } = null!;

    /// <summary>The ports of the services svc1 to svc5000.</summary>
    internal int[] Ports { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Daemon = await Daemon.StartAsync(ports: Held + 20);
        Ports = Services.Take(Held, () =>
        {
            _clients.Add(LineClient.Connect(Daemon.Port));
            return _clients[^1];
        });
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await Daemon.DisposeAsync();
    }
}

/// <summary>The tests that share it, and take turns.</summary>
[CollectionDefinition(nameof(BusyDaemon))]
public sealed class BusyDaemonCollection : ICollectionFixture<BusyDaemon>;
