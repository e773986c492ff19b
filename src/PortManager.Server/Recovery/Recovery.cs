using PortManager.Server.Allocations;
using PortManager.Server.Journal;

namespace PortManager.Server.Recovery;

/// <summary>
/// What becomes, at the start, of the allocations of the daemon before (docs/reliability.md): those whose connection
/// outlived it go on; those whose server still listens stay listed; the rest is kept for their owners for a while.
/// </summary>
internal static class Recovery
{
    /// <summary>Puts the journal's allocations into a registry that is empty.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="held">What was allocated, the oldest first.</param>
    /// <param name="adopted">The connections that outlived the daemon, by their number.</param>
    /// <param name="listened">Looks which ports some process listens on.</param>
    /// <param name="journal">Is told what nobody was ever told of.</param>
    public static Recovered Restore(
        Registry registry,
        IEnumerable<AllocationRecord> held,
        IReadOnlyDictionary<long, Adopted> adopted,
        Func<Func<int, bool>> listened,
        IJournal journal)
    {
        var recovered = new Recovered(0, 0, 0);
        Func<int, bool> isListenedOn = listened();
        foreach (AllocationRecord record in held)
        {
            Adopted? holder = adopted.GetValueOrDefault(record.Connection);
            if (holder is not null && record.RequestPosition < holder.AnsweredUpTo)
            {
                registry.Restore(Allocate(record, holder.Connection));
                recovered = recovered with { Adopted = recovered.Adopted + 1 };
            }
            else if ((holder is null ? record : Undo(record)) is not { } left)
            {
                continue;
            }
            else if (isListenedOn(left.Port))
            {
                registry.Restore(Allocate(left, new OrphanHolder(left.Connection, left.Owner, () => listened()(left.Port))));
                recovered = recovered with { Orphaned = recovered.Orphaned + 1 };
            }
            else if (registry.Reserve(left.Port, new Reservation(left.Requested, left.Service, left.User, left.Owner)))
            {
                recovered = recovered with { Reserved = recovered.Reserved + 1 };
            }
            else
            {
                journal.Remove(left.Port);
            }
        }

        registry.EndRestore();
        return recovered;

        // A request of whose success its client was not told: the port is free, or, where it was claimed, in the state before.
        AllocationRecord? Undo(AllocationRecord record)
        {
            journal.Remove(record.Port);
            if (record.Before is { } before)
                journal.Add(before);
            return record.Before;
        }
    }

    private static Allocation Allocate(AllocationRecord record, Holder holder) =>
        new(record.Port, record.Requested, record.Service, record.User, record.Since, holder, record.RequestPosition);
}

/// <summary>How many ports of the daemon before were taken over, and in what state.</summary>
internal readonly record struct Recovered(int Adopted, int Orphaned, int Reserved);
