using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Journal;
using PortManager.Server.Listening;

namespace PortManager.Server.Recovery;

/// <summary>
/// Restores the allocations of the daemon before, at the start (docs/reliability.md): those of an adopted connection go on; those whose server still
/// listens stay listed; those on which nobody listens are in grace; the others are over.
/// </summary>
internal static class JournalRestore
{
    /// <summary>Puts the journal's allocations into a registry that is empty.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="held">What was allocated, the oldest first.</param>
    /// <param name="adopted">The adopted connections, by their number.</param>
    /// <param name="listened">Looks who listens on a port that a user was given, whose number may not be known.</param>
    /// <param name="journal">Is told of what nobody may claim.</param>
    public static Restored Restore(
        Registry registry,
        IEnumerable<AllocationRecord> held,
        IReadOnlyDictionary<long, Connection> adopted,
        Func<Func<int, long?, ListenedBy>> listened,
        IJournal journal)
    {
        var restored = new Restored(0, 0, 0);
        Func<int, long?, ListenedBy> whoListens = listened();
        var unlisted = new List<AllocationRecord>();
        foreach (AllocationRecord record in held)
        {
            if (adopted.TryGetValue(record.Connection, out Connection? connection))
            {
                Continue(registry, record, connection);
                restored = restored with { Adopted = restored.Adopted + 1 };
            }
            else
            {
                Allocation orphan = Allocate(record, new OrphanHolder(record.Connection, record.Owner, () => Listener(record) == ListenedBy.Owner));
                ListenedBy listener = whoListens(record.Port, record.Owner);
                if (listener == ListenedBy.Owner)
                {
                    registry.Restore(orphan);
                    restored = restored with { Orphaned = restored.Orphaned + 1 };
                    continue;
                }

                unlisted.Add(record);
                // Where others listen, its server may come back beside them, on other addresses, or when they have gone: a stranger takes nobody's port by being there.
                if (registry.Reserve(orphan))
                    restored = restored with { InGrace = restored.InGrace + 1 };
                else
                    journal.Remove(record.Port);
            }
        }

        foreach (AllocationRecord record in unlisted)
            registry.PassOn(record.User, record.Service);
        return restored;

        ListenedBy Listener(AllocationRecord record) => listened()(record.Port, record.Owner);
    }

    /// <summary>
    /// Takes back the FREE requests that were carried out and not answered: they are still there, and so are, maybe, requests before them that are to be
    /// answered with what was allocated then.
    /// </summary>
    /// <param name="registry">A registry in which all else is restored.</param>
    /// <param name="frees">The FREE requests that were carried out.</param>
    /// <param name="adopted">The adopted connections, by their number.</param>
    /// <param name="journal">Is told of what is allocated again.</param>
    public static void TakeBackFrees(
        Registry registry, IEnumerable<FreeRequest> frees, IReadOnlyDictionary<long, Connection> adopted, IJournal journal)
    {
        foreach ((RequestPlace place, AllocationRecord released) in frees)
        {
            if (!adopted.TryGetValue(place.Connection, out Connection? connection) || place.Position < connection.Consumed)
                continue;
            // One that was given to another meanwhile stays with that: the request is answered all the same.
            if (!registry.CanTakeBack(connection, released.Port, released.RequestPosition))
                continue;
            Continue(registry, released, connection);
            journal.Add(released);
        }
    }

    private static void Continue(Registry registry, AllocationRecord record, Connection connection)
    {
        Allocation allocation = Allocate(record, connection);
        // Its client was not told of it: the request is still there, and is answered with this port.
        bool isAnswered = record.RequestPosition < connection.Consumed;
        connection.HasPostponedPorts |= !isAnswered;
        if (isAnswered)
            registry.Restore(allocation);
        else
            registry.Postpone(allocation);
    }

    private static Allocation Allocate(AllocationRecord record, Holder holder) =>
        new(record.Port, record.Requested, record.Service, record.User, record.Since, holder, record.RequestPosition);
}

/// <summary>How many ports of the daemon before were restored, and in what state.</summary>
internal readonly record struct Restored(int Adopted, int Orphaned, int InGrace);
