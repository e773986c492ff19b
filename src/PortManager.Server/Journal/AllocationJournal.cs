using PortManager.Server.Allocations;

namespace PortManager.Server.Journal;

/// <summary>Writes each change of the registry into the journal.</summary>
internal static class AllocationJournal
{
    public static void Attach(SharedRegistry registry, JournalFile journal)
    {
        registry.Changed += change =>
        {
            // A rename is a removal and an addition of the same port, of which the second says all.
            if (change.Kind != ChangeKind.Removed)
                journal.Add(Record(change.Allocation));
            else if (!change.IsRename)
                journal.Remove(change.Allocation.Port);
            // Who takes over a name, or leaves, asks for nothing.
            if (change.Kind == ChangeKind.Removed || change.IsRename)
                journal.CommitSoon();
        };
        registry.GraceEnded += port =>
        {
            journal.Remove(port);
            journal.CommitSoon();
        };
        registry.Settled += journal.Commit;
    }

    private static AllocationRecord Record(Allocation a) =>
        new(a.Port, a.Requested, a.Service, a.User, a.Holder.Owner, a.Since, a.Holder.Id, a.RequestPosition);
}
