using System.Net;
using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Recovery;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Recovery;

/// <summary>A daemon's start, with a journal, connections and listeners that a test makes up.</summary>
internal sealed class RecoveryLab(Limits? limits = null, DuplicatePolicy duplicates = DuplicatePolicy.Number) : IJournal
{
    private readonly Dictionary<long, Connection> _adopted = [];
    private readonly List<AllocationRecord> _journal = [];

    public RegistryLab Lab { get; } = new(ports: 10, duplicates, limits);

    public HashSet<int> Listened { get; } = [];

    /// <summary>Ports on which another user listens.</summary>
    public HashSet<int> Stolen { get; } = [];

    public List<int> Forgotten { get; } = [];

    public Registry Registry => Lab.Registry;

    /// <summary>A connection of the process before that goes on.</summary>
    public Connection Adopt(long number, long answeredUpTo = 1000)
    {
        var connection = new Connection(number, new Peer(IPAddress.Loopback, IsLocal: true, Owner: null)) { Consumed = answeredUpTo };
        _adopted.Add(number, connection);
        return connection;
    }

    /// <summary>A line of the journal. Their order is that of age; the clock, which says otherwise, was set back in between.</summary>
    public void Journal(int port, string service, long connection = 1, long position = 0, string? requested = null, long? owner = null) =>
        _journal.Add(new AllocationRecord(
            port, requested ?? service, service, "u", owner, DateTimeOffset.UnixEpoch.AddDays(-_journal.Count), connection, position));

    /// <summary>A line by which a connection has claimed the port of the line before.</summary>
    public void JournalClaim(long connection, long position)
    {
        var held = new JournaledPorts();
        held.Add(_journal[^1]);
        held.Add(_journal[^1] with { Connection = connection, RequestPosition = position });
        _journal[^1] = held.InOrder.Single();
    }

    public void Add(AllocationRecord allocation) => Assert.Fail("what is restored is written by its owner");

    public void Remove(int port) => Forgotten.Add(port);

    public ListenedBy WhoListens(int port, long? owner) =>
        Listened.Contains(port) ? ListenedBy.Owner : Stolen.Contains(port) ? ListenedBy.Others : ListenedBy.Nobody;

    /// <summary>Starts: what is restored, as "adopted orphaned in-grace".</summary>
    public string Restore()
    {
        Restored restored = JournalRestore.Restore(Registry, _journal, _adopted, () => WhoListens, this);
        return $"{restored.Adopted} {restored.Orphaned} {restored.InGrace}";
    }
}
