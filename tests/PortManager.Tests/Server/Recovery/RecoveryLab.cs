using System.Net;
using Microsoft.AspNetCore.Connections;
using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Recovery;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Recovery;

/// <summary>A daemon's start, with a journal, connections and listeners that a test makes up.</summary>
internal sealed class RecoveryLab(Limits? limits = null, DuplicatePolicy duplicates = DuplicatePolicy.Number) : IJournal
{
    private readonly Dictionary<long, Adopted> _adopted = [];
    private readonly List<AllocationRecord> _journal = [];

    public Lab Lab { get; } = new(ports: 10, duplicates, limits);

    public HashSet<int> Listened { get; } = [];

    public List<int> Forgotten { get; } = [];

    /// <summary>Records that took the place of others.</summary>
    public List<AllocationRecord> PutBack { get; } = [];

    public Registry Registry => Lab.Registry;

    /// <summary>A connection that outlived the process before.</summary>
    public AcceptedConnection Adopt(long number, long answeredUpTo = 1000)
    {
        var connection = new AcceptedConnection(new DefaultConnectionContext(), number, new Peer(IPAddress.Loopback, IsLocal: true, Owner: null));
        _adopted.Add(number, new Adopted(connection, answeredUpTo));
        return connection;
    }

    /// <summary>A line of the journal. Their order is that of age; the clock, which says otherwise, was set back in between.</summary>
    public void Journal(int port, string service, long connection = 1, long position = 0, string? requested = null, long? owner = null) =>
        _journal.Add(new AllocationRecord(
            port, requested ?? service, service, "u", owner, DateTimeOffset.UnixEpoch.AddDays(-_journal.Count), connection, position));

    /// <summary>A line by which a connection has claimed the port of the line before.</summary>
    public void JournalClaim(long connection, long position)
    {
        var held = new HeldPorts();
        held.Add(_journal[^1]);
        held.Add(_journal[^1] with { Connection = connection, RequestPosition = position });
        _journal[^1] = held.InOrder.Single();
    }

    public void Add(AllocationRecord allocation) => PutBack.Add(allocation);

    public void Remove(int port) => Forgotten.Add(port);

    /// <summary>Starts: what is recovered, as "adopted orphaned reserved".</summary>
    public string Restore()
    {
        Recovered recovered = PortManager.Server.Recovery.Recovery.Restore(
            Registry, _journal, _adopted, () => Listened.Contains, this);
        return $"{recovered.Adopted} {recovered.Orphaned} {recovered.Reserved}";
    }
}
