using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>The allocations that a watcher knows. It turns listings and single changes into the changes that are new to it.</summary>
/// <param name="filter">The watcher's filter. Other allocations are ignored.</param>
internal sealed class WatchedPorts(PortFilter filter)
{
    private readonly HashSet<PortAllocation> _known = [];

    /// <summary>Replaces the known allocations by a listing.</summary>
    /// <returns>The differences: first the removals, by port, then the additions, in the order of the listing.</returns>
    public IReadOnlyList<PortChange> Replace(IReadOnlyList<PortAllocation> listing)
    {
        var changes = new List<PortChange>();
        var current = new HashSet<PortAllocation>(listing);
        foreach (PortAllocation gone in _known.Where(port => !current.Contains(port)).OrderBy(port => port.Port))
            changes.Add(new PortChange(PortChangeKind.Removed, gone));

        _known.IntersectWith(current);
        foreach (PortAllocation listed in listing)
        {
            if (IsWanted(listed) && _known.Add(listed))
                changes.Add(new PortChange(PortChangeKind.Added, listed));
        }

        return changes;
    }

    /// <summary>Applies one change.</summary>
    /// <returns>The change; nothing if it was known already.</returns>
    /// <exception cref="PortManagerProtocolException">There are more allocations than a listing may have.</exception>
    public IReadOnlyList<PortChange> Change(PortChange change)
    {
        bool isNews = change.Kind == PortChangeKind.Added
            ? IsWanted(change.Allocation) && _known.Add(change.Allocation)
            : _known.Remove(change.Allocation);
        if (_known.Count > ListingReply.MaxRows)
            throw new PortManagerProtocolException("The port manager told of more ports than there can be.");
        return isNews ? [change] : [];
    }

    private bool IsWanted(PortAllocation allocation) => filter.Matches(allocation.Service, allocation.User);
}
