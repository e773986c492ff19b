using PortManager.Server.Pool;

namespace PortManager.Server.Allocations;

/// <summary>
/// Who holds which port under which name. Plain state: it knows no socket, no clock and no file, and is not safe for
/// several threads; <see cref="SharedRegistry"/> owns it.
/// </summary>
internal sealed class Registry(PortPool pool, DuplicatePolicy duplicates)
{
    private readonly Dictionary<int, Allocation> _byPort = [];
    private readonly SortedSet<Allocation> _inOrder = new(ListingOrder.Instance);
    private readonly AdvertisedNames _names = new();

    public event Action<Change>? Changed;

    public int Count => _byPort.Count;

    /// <summary>Every allocation, in the order of a listing.</summary>
    public IReadOnlyCollection<Allocation> InOrder => _inOrder;

    /// <summary>A port out of the pool for a service.</summary>
    public Outcome Allocate(Holder holder, string service, string user)
    {
        if (RefuseName(holder, service, user) is { } refusal)
            return Outcome.Refused(refusal);
        int port = pool.Take();
        if (port == 0)
            return Outcome.Refused("no free ports");
        Add(holder, port, service, user);
        return port;
    }

    /// <summary>
    /// This very port for a service. The port is not probed: it is claimed by those who listen on it already, and had
    /// it before their connection or the daemon broke down.
    /// </summary>
    public Outcome Claim(Holder holder, int port, string service, string user)
    {
        if (!pool.Contains(port))
            return Outcome.Refused($"port {port} is not in the pool");
        if (_byPort.TryGetValue(port, out Allocation? current))
        {
            if (current.Holder == holder || !current.Holder.HasLeft)
                return Outcome.Refused($"port {port} is in use by {current.Service} of {current.User}");
            Leave(current.Holder);
        }

        if (RefuseName(holder, service, user) is { } refusal)
            return Outcome.Refused(refusal);
        pool.Take(port);
        Add(holder, port, service, user);
        return port;
    }

    /// <summary>One port is given back by its holder.</summary>
    public Outcome Free(Holder holder, int port)
    {
        if (!holder.Holds(port))
            return Outcome.Refused($"port {port} is not held by this connection");
        Remove(_byPort[port]);
        return port;
    }

    /// <summary>A holder is gone: all that it held is free.</summary>
    public void Leave(Holder holder)
    {
        // The longest name first, so that no instance is given a name that its holder is about to give up as well: a
        // numbered name is longer than the plain one.
        foreach (Allocation allocation in holder.Held.OrderByDescending(a => a.Service.Length))
            Remove(allocation);
    }

    private string? RefuseName(Holder holder, string service, string user)
    {
        // A server that crashed and is back at once finds its old connection still on the books.
        while (_names.TryFind(user, service, out Allocation? current) && current.Holder != holder && current.Holder.HasLeft)
            Leave(current.Holder);
        return duplicates == DuplicatePolicy.Refuse && _names.TryFind(user, service, out _)
            ? $"{service} is already advertised by {user}"
            : null;
    }

    private void Add(Holder holder, int port, string service, string user)
    {
        var allocation = new Allocation(port, service, _names.Choose(user, service), user, holder);
        holder.Add(allocation);
        _byPort.Add(port, allocation);
        _names.Add(allocation);
        Show(allocation);
    }

    private void Remove(Allocation allocation)
    {
        Hide(allocation);
        allocation.Holder.Remove(allocation);
        _byPort.Remove(allocation.Port);
        pool.Return(allocation.Port);
        if (_names.Remove(allocation) is not { } heir)
            return;
        Hide(heir, isRename: true);
        _names.Promote(heir);
        Show(heir, isRename: true);
    }

    private void Show(Allocation allocation, bool isRename = false)
    {
        _inOrder.Add(allocation);
        Changed?.Invoke(new Change(ChangeKind.Added, allocation, isRename));
    }

    private void Hide(Allocation allocation, bool isRename = false)
    {
        _inOrder.Remove(allocation);
        Changed?.Invoke(new Change(ChangeKind.Removed, allocation, isRename));
    }
}
