using System.Runtime.InteropServices;

namespace PortManager.Server.Allocations;

/// <summary>
/// The allocations in the order of a listing. One comes or goes in constant time, however many there are: the order is
/// made when a caller reads it, which goes through all of them anyway.
/// </summary>
internal sealed class SortedAllocations
{
    private readonly List<Allocation> _ordered = [];
    private readonly HashSet<Allocation> _added = [];
    private readonly HashSet<Allocation> _removed = [];

    public IReadOnlyList<Allocation> InOrder
    {
        get
        {
            Drop();
            Merge();
            return _ordered;
        }
    }

    public void Add(Allocation allocation) => _added.Add(allocation);

    /// <summary>Takes one out. Its name may change afterwards, and it may be added again.</summary>
    public void Remove(Allocation allocation)
    {
        if (!_added.Remove(allocation))
            _removed.Add(allocation);
    }

    private void Drop()
    {
        if (_removed.Count == 0)
            return;
        _ordered.RemoveAll(_removed.Contains);
        _removed.Clear();
    }

    private void Merge()
    {
        if (_added.Count == 0)
            return;
        Allocation[] added = [.. _added];
        _added.Clear();
        Array.Sort(added, ListingOrder.Instance);

        // From the end, so that each part of the old rows is moved once, straight to its place.
        int end = _ordered.Count;
        CollectionsMarshal.SetCount(_ordered, end + added.Length);
        Span<Allocation> rows = CollectionsMarshal.AsSpan(_ordered);
        for (int left = added.Length; left > 0; left--)
        {
            Allocation last = added[left - 1];
            int place = ~rows[..end].BinarySearch(last, ListingOrder.Instance);
            rows[place..end].CopyTo(rows[(place + left)..]);
            rows[place + left - 1] = last;
            end = place;
        }
    }
}
