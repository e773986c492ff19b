using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Logging;
using PortManager.Server.Recovery;
using PortManager.Server.Status;

namespace PortManager.Server.Hosting;

/// <summary>Restores, at the start, what the daemon before had allocated.</summary>
internal sealed class StartRestore(
    Registry registry,
    ConnectionTable table,
    JournalFile? journal,
    ConnectionHandover handover,
    string? folder,
    UserNames users,
    ProtectedNames protectedNames,
    TakeOver? takeOver,
    TimeProvider time,
    ILogger log)
{
    private readonly NameClearance _clearance = new(protectedNames, users);

    /// <summary>
    /// Adopted connections that held a name which their user may not have any more. They have to be closed: a client cannot be told otherwise that
    /// its service is not advertised.
    /// </summary>
    public List<Connection> Denied { get; } = [];

    /// <param name="listened">Tells who listens where.</param>
    /// <param name="ownPorts">Ports of the daemon's own: one on which it listens now is no server's any more.</param>
    public RestartFigures Run(ListenedPorts listened, IEnumerable<int> ownPorts)
    {
        AllocationRecord[] held = [.. journal?.Held ?? []];
        bool isRestart = held.Length > 0;
        long last = held.Select(r => r.Connection).Concat(handover.Adopted.Select(a => a.Connection.Id)).Append(0).Max();
        AllocationRecord[] taken = takeOver is null ? [] : Take(takeOver, listened, held, last);
        table.StartNumbersAfter(last + taken.Length);
        if (journal is null)
            return default;
        HashSet<int> own = [.. ownPorts];
        Dictionary<long, Connection> adopted = handover.Adopted.ToDictionary(a => a.Connection.Id, a => a.Connection);
        if (journal.IsBehind)
            held = Believed(held, adopted);
        held = [.. held, .. taken];
        _clearance.Prepare(held);
        registry.DeferRemembered();
        AllocationRecord[] denied = [.. held.Where(r => !_clearance.Allows(r))];
        foreach (AllocationRecord record in denied)
            Deny(record, adopted);
        Restored restored = JournalRestore.Restore(registry, held.Except(denied), adopted, WhoListens, journal);
        foreach (AllocationRecord record in denied)
            registry.PassOn(record.User, record.Service);
        JournalRestore.TakeBackFrees(registry, journal.FreeRequests.Where(f => _clearance.Allows(f.Released)), adopted, journal);
        journal.Write(registry.Changes);
        registry.Changes.Clear();
        journal.Retry();
        foreach (long owner in held.Select(r => r.Owner).OfType<long>().Distinct())
            users.Prepare(owner);
        if (isRestart)
            log.Recovered(restored.Adopted, restored.Orphaned, restored.InGrace);
        return new RestartFigures(RestartCount.Read(folder, isRestart), restored.Adopted, restored.Orphaned, restored.InGrace);

        Func<int, long?, ListenedBy> WhoListens()
        {
            PortListeners now = listened.Now();
            return (port, owner) => own.Contains(port) ? ListenedBy.Others : now.WhoListens(port, owner);
        }
    }

    /// <summary>What another port manager had allocated, and is allocated from now on.</summary>
    private AllocationRecord[] Take(TakeOver from, ListenedPorts listened, AllocationRecord[] held, long last)
    {
        if (from.Read(listened.Now(), held.Select(r => r.Port).ToHashSet(), last, time.GetUtcNow()) is not { } taken || journal is null)
            return [];
        foreach (AllocationRecord record in taken)
            journal.Add(record);
        journal.Commit();
        from.Finish();
        return taken;
    }

    /// <summary>What a journal that is behind can be believed: a port may have changed hands since, unless its connection is still open.</summary>
    private AllocationRecord[] Believed(AllocationRecord[] held, Dictionary<long, Connection> adopted)
    {
        ILookup<bool, AllocationRecord> byTruth = held.ToLookup(r => adopted.ContainsKey(r.Connection));
        foreach (AllocationRecord doubtful in byTruth[false])
            journal!.Remove(doubtful.Port);
        log.JournalBehind(byTruth[false].Count());
        return [.. byTruth[true]];
    }

    private void Deny(AllocationRecord record, Dictionary<long, Connection> adopted)
    {
        journal!.Remove(record.Port);
        string name = protectedNames.Covers(record.Service) ? record.Service : record.Requested;
        log.NameProtected(record.Port, record.Service, record.User, string.Join(" or ", protectedNames.UsersOf(name)));
        if (adopted.Remove(record.Connection, out Connection? connection))
            Denied.Add(connection);
    }
}
