using PortManager.Server.Pool;

namespace PortManager.Server.Allocations;

/// <summary>
/// Who holds which port under which name. Plain state: it knows no socket and no file. One thread owns it. What it changes it also adds
/// to <see cref="Changes"/>, for its owner to write down and to tell others.
/// </summary>
/// <param name="pool">The ports.</param>
/// <param name="duplicates">What happens to a name that its user advertises already.</param>
/// <param name="limits">How many ports each may have.</param>
/// <param name="time">Tells the time.</param>
/// <param name="isProtected">Whether only certain users may advertise a name: nobody gets it as the name of a further instance of another service.</param>
internal sealed class Registry(
    PortPool pool, DuplicatePolicy duplicates, Limits limits, TimeProvider time, Func<string, bool>? isProtected = null)
{
    private readonly Dictionary<int, Allocation> _byPort = [];
    private readonly SortedAllocations _rows = new();
    private readonly HashSet<Allocation> _orphans = [];
    private readonly AdvertisedNames _names = new(isProtected ?? (_ => false));
    private readonly Dictionary<int, Allocation> _inGrace = [];
    private readonly PortQuota _quota = new(limits);
    private readonly List<Allocation> _postponed = [];

    /// <summary>What has changed, in order, since the owner of the registry last emptied this list.</summary>
    public List<Change> Changes { get; } = [];

    /// <summary>How many changes there have been.</summary>
    public long Version { get; private set; }

    public int Count => _byPort.Count;

    /// <summary>Ports that only the user who had them before a restart gets, by a claim.</summary>
    public IReadOnlyCollection<int> PortsInGrace => _inGrace.Keys;

    /// <summary>Every allocation, in the order of a listing.</summary>
    public IReadOnlyList<Allocation> InOrder => _rows.InOrder;

    /// <summary>Whether there are ports that are listed only because someone listens on them.</summary>
    public bool HasOrphans => _orphans.Count > 0;

    /// <summary>Whether a port was a user's before a restart, as the kernel told then and tells now of its holder, and is kept for that user.</summary>
    public bool IsKeptFor(Holder holder, int port) => holder.Owner is { } owner && FindKept(port)?.Holder.Owner == owner;

    /// <summary>Whether a port is neither allocated nor kept for anybody.</summary>
    public bool IsFree(int port) => !_byPort.ContainsKey(port) && !_inGrace.ContainsKey(port) && !IsPostponed(port);

    /// <summary>A port out of the pool for a service.</summary>
    /// <param name="holder">Who wants it.</param>
    /// <param name="service">The service.</param>
    /// <param name="user">The user as the request gave it.</param>
    public Outcome Allocate(Holder holder, string service, string user)
    {
        if ((_quota.Refuse(holder, user) ?? RefuseName(holder, service, user)) is { } refused)
            return refused;
        int port = pool.Take();
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
    /// This very port for a service. It is claimed by those who listen on it already, and had it before their connection or the daemon broke down.
    /// Others get it if <see cref="Allocate"/> would give it.
    /// </summary>
    /// <param name="holder">Who wants it.</param>
    /// <param name="port">The port.</param>
    /// <param name="service">The service.</param>
    /// <param name="user">The user as the request gave it.</param>
    /// <param name="isListening">Whether it is the holder's user who listens there, so that the port is in use.</param>
    public Outcome Claim(Holder holder, int port, string service, string user, bool isListening = false)
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

        bool isKept = _inGrace.TryGetValue(port, out Allocation? kept);
        if (!isKept && orphan is null && !isListening && pool.IsInUse(port))
            return Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by another program");
        if (orphan is not null)
            Leave(orphan.Holder);
        if (!_inGrace.Remove(port))
            pool.Take(port);
        // A returning service gets its old name, whatever order services return in.
        bool hadName = isKept && kept!.Requested == service && kept.User == user && !_names.TryFind(user, kept.Service, out _);
        Add(holder, port, service, hadName ? kept!.Service : _names.Choose(user, service), user);
        if (isKept && !hadName)
            PassOn(kept!.User, kept.Service);
        return port;
    }

    /// <summary>Releases one port of a holder, at its request.</summary>
    public Outcome Free(Holder holder, int port)
    {
        if (!_byPort.TryGetValue(port, out Allocation? allocation) || allocation.Holder != holder)
            return Outcome.Refused(RefusalReason.NotHeld, $"port {port} is not held by this connection");
        Remove(allocation, holder.RequestPosition);
        return port;
    }

    /// <summary>Releases all that a holder has: it is gone.</summary>
    public void Leave(Holder holder)
    {
        Allocation[] held = holder.Held;
        // The longest name first, so that no instance is given a name that its holder is about to give up as well: a
        // numbered name is longer than the plain one.
        if (held.Length > 1)
            held = [.. held.OrderByDescending(a => a.Service.Length)];
        foreach (Allocation allocation in held)
            Remove(allocation);
        if (_postponed.Count > 0)
            DropPostponed(holder);
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

    /// <summary>
    /// Keeps what was allocated before a restart for a request that is about to be answered: its client was not told of it, and until it is, nobody is.
    /// </summary>
    public void Postpone(Allocation allocation)
    {
        pool.Take(allocation.Port);
        _postponed.Add(allocation);
    }

    /// <summary>Whether a holder can have a port again that it gave back: nobody has it, but for a later request of the same holder.</summary>
    /// <param name="holder">The holder.</param>
    /// <param name="port">The port.</param>
    /// <param name="position">Where the request begins by which it had the port.</param>
    public bool CanTakeBack(Holder holder, int port, long position) =>
        !_byPort.ContainsKey(port)
        && !_inGrace.ContainsKey(port)
        && _postponed.TrueForAll(a => a.Port != port || (a.Holder == holder && a.RequestPosition > position));

    /// <summary>Enters what was postponed for the request that its holder's connection is carrying out.</summary>
    /// <returns>The port; 0 if nothing was.</returns>
    public int TakePostponed(Holder holder)
    {
        int place = _postponed.FindIndex(a => a.Holder == holder && a.RequestPosition == holder.RequestPosition);
        if (place < 0)
            return 0;
        Allocation allocation = _postponed[place];
        _postponed.RemoveAt(place);
        pool.Return(allocation.Port);
        Restore(allocation);
        return allocation.Port;
    }

    /// <summary>Keeps a port that was allocated before a restart for its owner, until <see cref="EndGrace"/>.</summary>
    /// <param name="allocation">What was allocated, held by an <see cref="OrphanHolder"/>.</param>
    /// <returns>False where it is not of the pool any more: nobody may claim it.</returns>
    public bool Reserve(Allocation allocation)
    {
        if (!pool.Contains(allocation.Port))
            return false;
        pool.Take(allocation.Port);
        _inGrace.Add(allocation.Port, allocation);
        return true;
    }

    /// <summary>
    /// Has the name of an allocation that is not listed any more taken over by the oldest instance that asked for it, unless somebody has it.
    /// </summary>
    public void PassOn(string user, string service)
    {
        if (_names.HeirOf(user, service) is { } heir)
            Promote(heir);
    }

    /// <summary>Lists ports in grace whose owners have begun to listen, as orphans.</summary>
    /// <param name="isListening">Whether a user, whose number may not be known, listens on a port.</param>
    public void ListGrace(Func<int, long?, bool> isListening)
    {
        foreach (Allocation back in _inGrace.Values.Where(a => isListening(a.Port, a.Holder.Owner)).ToArray())
        {
            _inGrace.Remove(back.Port);
            Restore(back);
        }
    }

    /// <summary>The time of grace is over: what has not been claimed is free, and so are the plain names that were kept with it.</summary>
    public void EndGrace()
    {
        Allocation[] ended = [.. _inGrace.Values];
        _inGrace.Clear();
        foreach (Allocation allocation in ended)
        {
            pool.Return(allocation.Port);
            Note(new Change(ChangeKind.GraceEnded, allocation.Port, null, "", null));
        }

        foreach (Allocation allocation in ended)
            PassOn(allocation.User, allocation.Service);
    }

    private bool IsPostponed(int port) => _postponed.Count > 0 && _postponed.Exists(a => a.Port == port);

    private void DropPostponed(Holder holder)
    {
        Allocation[] ended = [.. _postponed.Where(a => a.Holder == holder)];
        _postponed.RemoveAll(a => a.Holder == holder);
        foreach (Allocation allocation in ended)
        {
            pool.Return(allocation.Port);
            Note(new Change(ChangeKind.GraceEnded, allocation.Port, null, "", null));
            PassOn(allocation.User, allocation.Service);
        }
    }

    private Outcome? RefuseClaim(Holder holder, int port, string user)
    {
        if (_postponed.Find(a => a.Port == port) is { } postponed)
        {
            if (postponed.Holder != holder)
                return Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by {postponed.Service} of {postponed.User}");
            // It had it for a later request, which comes again.
            _postponed.Remove(postponed);
            pool.Return(port);
        }

        if (_byPort.TryGetValue(port, out Allocation? current) && current.Holder is not OrphanHolder && (current.Holder == holder || !current.Holder.HasLeft))
            return Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by {current.Service} of {current.User}");
        return FindKept(port) is { } kept && !IsFor(kept, holder, user)
            ? Outcome.Refused(RefusalReason.KeptForAnother, $"port {port} is kept for {kept.User}, who had it before the restart")
            : null;
    }

    /// <summary>An orphan, or what is in grace, on a port; null if there is none.</summary>
    private Allocation? FindKept(int port) =>
        _inGrace.TryGetValue(port, out Allocation? kept) || (_byPort.TryGetValue(port, out kept) && kept.Holder is OrphanHolder) ? kept : null;

    // A user that the kernel does not tell may be anybody, whatever name it gives.
    private static bool IsFor(Allocation kept, Holder holder, string user) =>
        kept.Holder.Owner is { } owner ? owner == holder.Owner : kept.User == user;

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
        Note(Change.Of(ChangeKind.Moved, allocation));
    }

    /// <summary>Frees the ports of orphans on which their owners listen no more.</summary>
    /// <param name="isListening">Whether a user, whose number may not be known, listens on a port.</param>
    public void FreeOrphans(Func<int, long?, bool> isListening)
    {
        foreach (Allocation orphan in _orphans.Where(a => !isListening(a.Port, a.Holder.Owner)).ToArray())
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
        _rows.Add(allocation);
        Note(Change.Of(ChangeKind.Added, allocation));
    }

    private void Remove(Allocation allocation, long? requestPosition = null)
    {
        _rows.Remove(allocation);
        Note(Change.Of(ChangeKind.Removed, allocation) with { RequestPosition = requestPosition });
        allocation.Holder.Remove(allocation);
        _quota.Count(allocation, -1);
        _orphans.Remove(allocation);
        _byPort.Remove(allocation.Port);
        if (!IsPostponed(allocation.Port))
            pool.Return(allocation.Port);
        if (_names.Remove(allocation) is { } heir)
            Promote(heir);
    }

    private void Promote(Allocation heir)
    {
        _rows.Remove(heir);
        Note(Change.Of(ChangeKind.Removed, heir) with { IsRename = true });
        _names.Promote(heir);
        _rows.Add(heir);
        Note(Change.Of(ChangeKind.Added, heir) with { IsRename = true });
    }

    private void Note(Change change)
    {
        Version++;
        Changes.Add(change);
    }
}
