using PortManager.Server;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Listening;
using PortManager.Server.Logging;
using PortManager.Server.Status;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Connections;

/// <summary>What sessions are served by: a registry, a table of connections and a log.</summary>
internal sealed class Desk
{
    private static readonly PeerIdentity s_identity = new([]);

    public Desk(int ports = 9, DuplicatePolicy duplicates = DuplicatePolicy.Number)
    {
        Lab = new Lab(ports, duplicates);
        var options = new PortManagerServerOptions();
        var names = new UserNames(TimeProvider.System);
        var metrics = new DaemonMetrics(TimeProvider.System);
        var listened = new ListenedPorts(s_identity, Lab.Probe);
        Handler = new LineConnectionHandler(
            Lab.Shared,
            Table,
            new NoConnectionStore(),
            s_identity,
            new IdentityRule(options.Identity, names, listened),
            options.Limits,
            new StatusReport(
                options, new DaemonPlaces([], [], false), Lab.Shared, Lab.Pool, Table, null, listened, names, default, TimeProvider.System),
            new EventLog(Log, Recent, metrics),
            metrics,
            Log);
    }

    public Lab Lab { get; }

    public RecentEvents Recent { get; } = new(TimeProvider.System);

    public ConnectionTable Table { get; } = new(most: 1000, mostPerHost: 1000, mostUnread: long.MaxValue);

    public RecordingLogger<LineSession> Log { get; } = new();

    public LineConnectionHandler Handler { get; }

    public PipePeer Connect() => new PipePeer().ConnectTo(Handler);
}
