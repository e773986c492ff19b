using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Lab;
using PortManager.Server.Listening;
using PortManager.Server.Loop;

namespace PortManager.Server.Hosting;

/// <summary>Publishes what the loop allocates to the directory of the lab.</summary>
internal sealed class DaemonDirectory : IAsyncDisposable
{
    private readonly DirectoryFeed _feed = new();
    private readonly DirectoryPublisher _publisher;

    public DaemonDirectory(PortManagerServerOptions options, DaemonListeners listeners, string? stateFolder, EventLoop loop, UserNames users, DirectoryReport report)
    {
        _publisher = new DirectoryPublisher(
            options.Directory!,
            HostIdentity.Describe(HostIdentity.Read(stateFolder), listeners.Port, listeners.PublicHttpPort, options.Ports.ToString(), loop.State.Status.Facts.Started),
            _feed,
            () => loop.AskAsync(Snapshot),
            new RowValues(users, new ListenedPorts(new BindProbe(options.Ports))),
            report,
            TimeProvider.System);

        // What changed before is in the snapshot.
        IReadOnlyList<DirectoryRow> Snapshot()
        {
            _feed.Take();
            return [.. loop.State.Registry.InOrder.Select(DirectoryRow.Of)];
        }
    }

    public void Start() => _publisher.Start();

    public void Add(IReadOnlyList<Change> changes) => _feed.Add(changes);

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        _feed.Dispose();
    }
}
