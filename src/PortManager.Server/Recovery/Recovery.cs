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
    /// <param name="journal">What was allocated, the oldest first.</param>
    /// <param name="adopted">The connections that outlived the daemon, by their number.</param>
    /// <param name="listened">Looks which ports some process listens on.</param>
    /// <param name="forget">Takes the ports that nobody was ever told of.</param>
    public static Recovered Restore(
        Registry registry,
        IEnumerable<AllocationRecord> journal,
        IReadOnlyDictionary<long, Adopted> adopted,
        Func<Func<int, bool>> listened,
        Action<int> forget)
    {
        var recovered = new Recovered(0, 0, 0);
        Func<int, bool> isListenedOn = listened();
        foreach (AllocationRecord record in journal)
        {
            if (adopted.TryGetValue(record.Connection, out Adopted? holder))
            {
                if (record.RequestPosition >= holder.AnsweredUpTo)
                {
                    forget(record.Port);
                    continue;
                }

                registry.Restore(Allocate(record, holder.Connection));
                recovered = recovered with { Adopted = recovered.Adopted + 1 };
            }
            else if (isListenedOn(record.Port))
            {
                registry.Restore(Allocate(record, new OrphanHolder(record.Connection, record.Owner, () => listened()(record.Port))));
                recovered = recovered with { Orphaned = recovered.Orphaned + 1 };
            }
            else
            {
                registry.Reserve(record.Port, new Reservation(record.Requested, record.Service, record.User, record.Owner));
                recovered = recovered with { Reserved = recovered.Reserved + 1 };
            }
        }

        registry.EndRestore();
        return recovered;
    }

    private static Allocation Allocate(AllocationRecord record, Holder holder) =>
        new(record.Port, record.Requested, record.Service, record.User, record.Since, holder, record.RequestPosition);
}

/// <summary>How many ports of the daemon before were taken over, and in what state.</summary>
internal readonly record struct Recovered(int Adopted, int Orphaned, int Reserved);
