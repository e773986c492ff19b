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
/// <param name="memory">Which service had which port last; null if nothing is remembered from before.</param>
internal sealed partial class Registry(
    PortPool pool, DuplicatePolicy duplicates, Limits limits, TimeProvider time, Func<string, bool>? isProtected = null, PortMemory? memory = null)
{
    private readonly PortMemory _memory = memory ?? new PortMemory();
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

    /// <summary>Every allocation, in the order of a listing.</summary>
    public IReadOnlyList<Allocation> InOrder => _rows.InOrder;

    /// <summary>Whether a port is neither allocated nor kept for anybody.</summary>
    public bool IsFree(int port) => !_byPort.ContainsKey(port) && !_inGrace.ContainsKey(port) && !IsPostponed(port);

    /// <summary>A port out of the pool for a service.</summary>
    /// <param name="holder">The holder that asks for it.</param>
    /// <param name="service">The service.</param>
    /// <param name="user">The user as the request gave it.</param>
    /// <param name="isUnique">Whether to refuse if the user has a service of that name already, or had one that may come back after a restart.</param>
    public Outcome Allocate(Holder holder, string service, string user, bool isUnique = false)
    {
        if ((_quota.Refuse(holder, user) ?? RefuseName(holder, service, user, isUnique)) is { } refused)
            return refused;
        string name = _names.Choose(user, service);
        int port = pool.TakeOrNext(_memory.Find(new ServiceKey(service, user, holder.Owner), name));
        if (port == 0)
        {
            _names.GiveBack(user, service, name);
            return Outcome.Refused(
                RefusalReason.NoFreePorts,
                pool.Free == 0 ? "no free ports" : "the system cannot tell which ports are free: it is out of descriptors or memory");
        }

        Add(holder, port, service, name, user);
        return port;
    }

    /// <summary>
    /// This very port for a service. Programs claim a port that they listen on already, and that they had before their connection or the daemon broke down.
    /// Others get it if <see cref="Allocate"/> would give it.
    /// </summary>
    /// <param name="holder">The holder that asks for it.</param>
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

    private Outcome? RefuseClaim(Holder holder, int port, string user)
    {
        if (_byPort.TryGetValue(port, out Allocation? current) && current.Holder is not OrphanHolder && (current.Holder == holder || !current.Holder.HasLeft))
            return Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by {current.Service} of {current.User}");
        if (_postponed.Find(a => a.Port == port) is { } postponed)
        {
            if (postponed.Holder != holder)
                return Outcome.Refused(RefusalReason.InUse, $"port {port} is in use by {postponed.Service} of {postponed.User}");
            // It had it for later requests, which come again.
            _postponed.RemoveAll(a => a.Port == port);
            pool.Return(port);
        }

        return FindKept(port) is { } kept && !IsFor(kept, holder, user)
            ? Outcome.Refused(RefusalReason.KeptForAnother, $"port {port} is kept for {kept.User}, who had it before the restart")
            : null;
    }

    /// <summary>Frees the ports of a port's holder, if that has gone.</summary>
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

    private Outcome? RefuseName(Holder holder, string service, string user, bool isUnique = false)
    {
        // A server that crashed and is back at once finds its old connection still on the books.
        while (_names.TryFind(user, service, out Allocation? current) && current.Holder != holder && current.Holder.HasLeft)
            Leave(current.Holder);
        if ((isUnique || duplicates == DuplicatePolicy.Refuse) && _names.TryFind(user, service, out _))
            return Outcome.Refused(RefusalReason.Duplicate, $"{service} is already advertised by {user}");
        return isUnique && _inGrace.Values.Any(kept => kept.Requested == service && kept.User == user)
            ? Outcome.Refused(RefusalReason.Duplicate, $"{service} of {user} was advertised before the restart, and may come back")
            : null;
    }

    private void Add(Holder holder, int port, string requested, string service, string user) =>
        Enter(new Allocation(port, requested, service, user, time.GetUtcNow(), holder, holder.RequestPosition));

    private void Enter(Allocation allocation)
    {
        allocation.Holder.Add(allocation);
        _quota.Count(allocation, 1);
        _byPort.Add(allocation.Port, allocation);
        _memory.Forget(allocation.Port);
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
        Remember(allocation);
        if (!IsPostponed(allocation.Port))
            pool.Return(allocation.Port);
        if (_names.Remove(allocation) is { } heir)
            Promote(heir);
    }

    private void Remember(Allocation ended) =>
        _memory.Remember(ended.Port, new ServiceKey(ended.Requested, ended.User, ended.Holder.Owner), ended.FirstName);

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
