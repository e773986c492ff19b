using PortManager.Server.Identity;
using PortManager.Server.Journal;

namespace PortManager.Server.Recovery;

/// <summary>
/// Which allocations of the daemon before may keep their names, if this one protects names: those of the users who may have them. One whose user's
/// name does not come in time keeps its name: an upgrade must not stop an experiment because a directory service is slow.
/// </summary>
internal sealed class NameClearance(ProtectedNames protectedNames, UserNames users)
{
    private static readonly TimeSpan s_nameTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Looks up the users of allocations whose names are protected.</summary>
    public void Prepare(IEnumerable<AllocationRecord> records)
    {
        long[] owners = [.. records.Where(IsProtected).Select(r => r.Owner).OfType<long>().Distinct()];
        Task.WaitAll([.. owners.Select(users.PrepareAsync)], s_nameTimeout);
    }

    /// <summary>Whether an allocation may be restored.</summary>
    public bool Allows(AllocationRecord record)
    {
        if (!IsProtected(record))
            return true;
        if (record.Owner is not { } owner)
            return false;
        return !users.TryFind(owner, out string? name)
            || (protectedNames.Allows(record.Service, User()) && protectedNames.Allows(record.Requested, User()));

        VerifiedUser User() => new(owner, name, IsNameCertain: true);
    }

    // A name that was asked for may have got a number, and a number's name may have been asked for.
    private bool IsProtected(AllocationRecord record) => protectedNames.Covers(record.Service) || protectedNames.Covers(record.Requested);
}
