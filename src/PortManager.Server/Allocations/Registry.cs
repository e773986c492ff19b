using PortManager.Server.Pool;

namespace PortManager.Server.Allocations;

/// <summary>
/// Who holds which port under which name. Plain state: it knows no socket and no file, and is not safe for several
/// threads; <see cref="SharedRegistry"/> owns it.
/// </summary>
internal sealed class Registry(PortPool pool, DuplicatePolicy duplicates, Limits limits, TimeProvider time)
{
    private readonly Dictionary<int, Allocation> _byPort = [];
    private readonly Rows _rows = new();
    private readonly HashSet<Allocation> _orphans = [];
    private readonly AdvertisedNames _names = new();
    private readonly Dictionary<int, Reservation> _reserved = [];
    private readonly PortQuota _quota = new(limits);

    public event Action<Change>? Changed;

    /// <summary>A port is no longer kept for who had it before a restart.</summary>
    public event Action<int>? GraceEnded;

    public int Count => _byPort.Count;

    /// <summary>Ports that are kept for who had them before a restart.</summary>
    public IReadOnlyCollection<int> ReservedPorts => _reserved.Keys;

    /// <summary>Every allocation, in the order of a listing.</summary>
    public IReadOnlyList<Allocation> InOrder => _rows.InOrder;

    /// <summary>Whether there are ports that are listed only because someone listens on them.</summary>
    public bool HasOrphans => _orphans.Count > 0;

    /// <summary>A port out of the pool for a service.</summary>
    /// <param name="holder">Who wants it.</param>
    /// <param name="service">The service.</param>
    /// <param name="user">The user as the request gave it.</param>
    /// <param name="look">What a look at the next port has shown, where there was one.</param>
    public Outcome Allocate(Holder holder, string service, string user, PortLook look = default)
    {
        if ((_quota.Refuse(holder, user) ?? RefuseName(holder, service, user)) is { } refused)
            return refused;
        int port = pool.Take(look);
        if (port == 0)
        {
            return Outcome.Refused(
                RefusalReason.NoFreePorts,
                pool.Free == 0 ? "no free ports" : "the system cannot tell which ports are free: it is out of descriptors or memory");
        }

        Add(holder, port, service, _names.Choose(user, service), user);
        return port;
    }

    /// <summary>
    /// This very port for a service. The port is not probed: it is claimed by those who listen on it already, and had
    /// it before their connection or the daemon broke down.
    /// </summary>
    public Outcome Claim(Holder holder, int port, string service, string user)
    {
        if (!pool.Contains(port))
            return Outcome.Refused(RefusalReason.NotInPool, $"port {port} is not in the pool");
        if (RefuseClaim(holder, port, user) is { } notYours)
            return notYours;
        Allocation? orphan = LeaveIfGone(port);
        bool isSame = orphan is not null && orphan.Requested == service && orphan.User == user;
        if ((isSame ? _quota.RefuseConnection(holder) : _quota.Refuse(holder, user) ?? RefuseName(holder, service, user)) is { } refused)
            return refused;
        if (isSame)
        {
            Move(orphan!, holder);
            return port;
        }

        if (orphan is not null)
            Leave(orphan.Holder);
        if (!_reserved.Remove(port, out Reservation kept))
            pool.Take(port);
        // Who comes back has the name that he had, in whatever order they come.
        bool hadName = kept.Requested == service && kept.User == user && !_names.TryFind(user, kept.Service, out _);
        Add(holder, port, service, hadName ? kept.Service : _names.Choose(user, service), user);
        return port;
    }

    /// <summary>One port is given back by its holder.</summary>
    public Outcome Free(Holder holder, int port)
    {
        if (!_byPort.TryGetValue(port, out Allocation? allocation) || allocation.Holder != holder)
            return Outcome.Refused(RefusalReason.NotHeld, $"port {port} is not held by this connection");
        Remove(allocation);
        return port;
    }

    /// <summary>A holder is gone: all that it held is free.</summary>
    public void Leave(Holder holder)
    {
        Allocation[] held = holder.Held;
        // The longest name first, so that no instance is given a name that its holder is about to give up as well: a
        // numbered name is longer than the plain one.
        if (held.Length > 1)
            held = [.. held.OrderByDescending(a => a.Service.Length)];
        foreach (Allocation allocation in held)
            Remove(allocation);
    }

    /// <summary>Enters what was allocated before a restart, under the name that it had.</summary>
    public void Restore(Allocation allocation)
    {
        pool.Take(allocation.Port);
        if (_names.TryFind(allocation.User, allocation.Service, out _))
            allocation.Service = _names.Choose(allocation.User, allocation.Requested);
        if (allocation.Holder is OrphanHolder)
            _orphans.Add(allocation);
        Enter(allocation);
    }

    /// <summary>Keeps a port that was allocated before a restart for its owner, until <see cref="EndGrace"/>.</summary>
    /// <returns>False where it is not of the pool any more: nobody may claim it.</returns>
    public bool Reserve(int port, Reservation reservation)
    {
        if (!pool.Contains(port))
            return false;
        pool.Take(port);
        _reserved.Add(port, reservation);
        return true;
    }

    /// <summary>All that was is restored: plain names that nobody has any more go to the oldest instances.</summary>
    public void EndRestore() => PromoteHeirs();

    /// <summary>The time of grace is over: what has not been claimed is free, and so are the plain names that were kept with it.</summary>
    public void EndGrace()
    {
        foreach (int port in _reserved.Keys)
        {
            pool.Return(port);
            GraceEnded?.Invoke(port);
        }

        _reserved.Clear();
        PromoteHeirs();
    }

    private Outcome? RefuseClaim(Holder holder, int port, string user)
    {
        Reservation? keptFor = _reserved.TryGetValue(port, out Reservation reservation) ? reservation : null;
        if (_byPort.TryGetValue(port, out Allocation? current))
        {
            if (current.Holder is OrphanHolder)
                keptFor = new Reservation(current.Requested, current.Service, current.User, current.Holder.Owner);
            else if (current.Holder == holder || !current.Holder.HasLeft)
                return Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by {current.Service} of {current.User}");
        }

        return keptFor is { } kept && !kept.IsFor(user, holder.Owner)
            ? Outcome.Refused(RefusalReason.KeptForAnother, $"port {port} is kept for {kept.User}, who had it before the restart")
            : null;
    }

    /// <summary>Frees the ports of a port's holder, who has gone.</summary>
    /// <returns>The port's allocation, if it is an orphan's: that is not gone before it has another holder.</returns>
    private Allocation? LeaveIfGone(int port)
    {
        if (!_byPort.TryGetValue(port, out Allocation? current) || current.Holder is OrphanHolder)
            return current;
        Leave(current.Holder);
        return null;
    }

    private void Move(Allocation allocation, Holder holder)
    {
        allocation.Holder.Remove(allocation);
        _quota.Count(allocation, -1);
        _orphans.Remove(allocation);
        allocation.MoveTo(holder);
        _quota.Count(allocation, 1);
        holder.Add(allocation);
        Changed?.Invoke(new Change(ChangeKind.Moved, allocation, IsRename: false));
    }

    /// <summary>Frees the ports of orphans on which nobody listens any more.</summary>
    public void FreeOrphans(Func<int, bool> isListenedOn)
    {
        foreach (Allocation orphan in _orphans.Where(a => !isListenedOn(a.Port)).ToArray())
            Leave(orphan.Holder);
    }

    private Outcome? RefuseName(Holder holder, string service, string user)
    {
        // A server that crashed and is back at once finds its old connection still on the books.
        while (_names.TryFind(user, service, out Allocation? current) && current.Holder != holder && current.Holder.HasLeft)
            Leave(current.Holder);
        return duplicates == DuplicatePolicy.Refuse && _names.TryFind(user, service, out _)
            ? Outcome.Refused(RefusalReason.Duplicate, $"{service} is already advertised by {user}")
            : null;
    }

    private void Add(Holder holder, int port, string requested, string service, string user) =>
        Enter(new Allocation(port, requested, service, user, time.GetUtcNow(), holder, holder.RequestPosition));

    private void Enter(Allocation allocation)
    {
        allocation.Holder.Add(allocation);
        _quota.Count(allocation, 1);
        _byPort.Add(allocation.Port, allocation);
        _names.Add(allocation);
        Show(allocation);
    }

    private void Remove(Allocation allocation)
    {
        Hide(allocation);
        allocation.Holder.Remove(allocation);
        _quota.Count(allocation, -1);
        _orphans.Remove(allocation);
        _byPort.Remove(allocation.Port);
        pool.Return(allocation.Port);
        if (_names.Remove(allocation) is { } heir)
            Promote(heir);
    }

    private void PromoteHeirs()
    {
        foreach (Allocation heir in _names.Heirs())
            Promote(heir);
    }

    private void Promote(Allocation heir)
    {
        Hide(heir, isRename: true);
        _names.Promote(heir);
        Show(heir, isRename: true);
    }

    private void Show(Allocation allocation, bool isRename = false)
    {
        _rows.Add(allocation);
        Changed?.Invoke(new Change(ChangeKind.Added, allocation, isRename));
    }

    private void Hide(Allocation allocation, bool isRename = false)
    {
        _rows.Remove(allocation);
        Changed?.Invoke(new Change(ChangeKind.Removed, allocation, isRename));
    }
}
