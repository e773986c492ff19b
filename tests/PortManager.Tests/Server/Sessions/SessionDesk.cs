using System.Net;
using System.Text;
using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Server.Listening;
using PortManager.Server.Pool;
using PortManager.Server.Sessions;
using PortManager.Server.Status;
using PortManager.Tests.Server.Allocations;
using PortManager.Tests.Server.Pool;

namespace PortManager.Tests.Server.Sessions;

/// <summary>What sessions are served by: a registry with a pool from port 30001 on, a table of connections and a log.</summary>
internal sealed class SessionDesk : IDisposable
{
    public const int FirstPort = 30001;

    private readonly IUserNames _names;
    private ChangeLog? _changes;
    private long _lastNumber;

    public SessionDesk(
        int ports = 9,
        Limits? limits = null,
        DuplicatePolicy duplicates = DuplicatePolicy.Number,
        IdentityMode identity = IdentityMode.Warn,
        IUserNames? names = null,
        params ProtectedName[] protectedNames)
    {
        Limits = limits ?? new Limits();
        _names = names ?? new FakeUserNames();
        Pool = new PortPool(PortRanges.Between(FirstPort, FirstPort + ports - 1), [], Probe);
        var namesOfUsers = new ProtectedNames(protectedNames);
        Registry = new Registry(Pool, duplicates, Limits, TimeProvider.System, namesOfUsers.Covers);
        Listings = new Listings(Registry, _names.LastKnown);
        Listened = new ListenedPorts(Probe);
        Table = new ConnectionTable(Limits.Connections ?? 1000, Limits.ConnectionsPerHost, Limits.UnreadBytes);
        Events = new EventLog(Log, Recent, Metrics);
        var facts = new DaemonFacts(
            new PortManagerServerOptions { Limits = Limits, Identity = identity, Protected = protectedNames },
            new ServedEndPoints([], [], PreservesConnections: false),
            Table.Max,
            default,
            DateTimeOffset.UnixEpoch);
        Status = new StatusReport(facts, Registry, Pool, Table, store: null, journal: null, Listened, _names, TimeProvider.System);
        Executor = new RequestExecutor(Registry, Listings, new IdentityRule(identity, namesOfUsers, _names, Listened), Status, Events);
    }

    public Limits Limits { get; }

    public FakeProbe Probe { get; } = new();

    public PortPool Pool { get; }

    public Registry Registry { get; }

    public Listings Listings { get; }

    public ListenedPorts Listened { get; }

    public ConnectionTable Table { get; }

    public RecordingLogger<Session> Log { get; } = new();

    public RecentEvents Recent { get; } = new(TimeProvider.System);

    public DaemonMetrics Metrics { get; } = new(TimeProvider.System);

    public EventLog Events { get; }

    public StatusReport Status { get; }

    public RequestExecutor Executor { get; }

    /// <summary>Names of users, which no system tells.</summary>
    public FakeUserNames Names => (FakeUserNames)_names;

    /// <summary>What watchers are told of; from the first time on that it is asked for.</summary>
    public ChangeLog Changes
    {
        get
        {
            if (_changes is null)
                Registry.Changes.Clear();
            return _changes ??= new ChangeLog(Registry, Listings, _names);
        }
    }

    public string Rows => string.Join(", ", Registry.InOrder.Select(a => $"{a.Port} {a.Service} {a.User}"));

    public string Listed => Encoding.UTF8.GetString(Listings.All.Span);

    public static Peer Local(long? owner = null) => new(IPAddress.Loopback, IsLocal: true, owner);

    public static Peer Remote(string address = "192.0.2.7") => new(IPAddress.Parse(address), IsLocal: false, Owner: null);

    /// <summary>A connection of a client on this host, unless said otherwise.</summary>
    public Conversation Connect(Peer? peer = null, bool mayBeHttp = true)
    {
        var connection = new Connection(++_lastNumber, peer ?? Local());
        return new Conversation(this, new Session(connection, Executor, Limits, Metrics, mayBeHttp));
    }

    /// <summary>A port for a new holder that has nothing else.</summary>
    public FakeHolder Take(string service, string user = "u")
    {
        var holder = new FakeHolder();
        Assert.Null(Registry.Allocate(holder, service, user).Refusal);
        return holder;
    }

    /// <summary>Has ports taken and released.</summary>
    public void Churn(int changes)
    {
        for (int i = 0; i < changes; i += 2)
        {
            Registry.Leave(Take("service-that-comes-and-goes"));
            EndTurn();
        }
    }

    /// <summary>Enters what has changed for those who watch, as the loop does at the end of a turn.</summary>
    public void EndTurn()
    {
        Changes.Add(Registry.Changes);
        Registry.Changes.Clear();
    }

    public void Dispose()
    {
        Metrics.Dispose();
        Listened.Dispose();
    }
}
