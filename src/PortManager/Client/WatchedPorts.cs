using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>What a watcher knows to be advertised. It turns listings and single changes into what has changed.</summary>
/// <param name="filter">What the watcher asked for; all else is not there for it.</param>
internal sealed class WatchedPorts(PortFilter filter)
{
    private readonly HashSet<PortAllocation> _known = [];

    /// <summary>Takes a whole listing.</summary>
    /// <returns>What differs from what was known: first what went, by port, then what came, in the order of the listing.</returns>
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

    /// <summary>Takes one change.</summary>
    /// <returns>The change, or nothing when it was known already.</returns>
    /// <exception cref="PortManagerProtocolException">There are more than a listing may have.</exception>
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
