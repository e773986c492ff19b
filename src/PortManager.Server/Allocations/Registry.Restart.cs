namespace PortManager.Server.Allocations;

/// <content>What was allocated before a restart.</content>
internal sealed partial class Registry
{
    /// <summary>Ports that only the user who had them before a restart gets, by a claim.</summary>
    public IReadOnlyCollection<int> PortsInGrace => _inGrace.Keys;

    /// <summary>Whether there are ports that are listed only because someone listens on them.</summary>
    public bool HasOrphans => _orphans.Count > 0;

    /// <summary>Whether a port was a user's before a restart, as the kernel told then and tells now of its holder, and is kept for that user.</summary>
    public bool IsKeptFor(Holder holder, int port) => holder.Owner is { } owner && FindKept(port)?.Holder.Owner == owner;

    /// <summary>Has the ports that are remembered for a service given out after all others, those that were freed last at the end.</summary>
    public void DeferRemembered()
    {
        foreach (RememberedPort remembered in _memory.OldestFirst)
            pool.Defer(remembered.Port);
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
            Remember(allocation);
            Note(new Change(ChangeKind.GraceEnded, allocation.Port, null, "", null));
        }

        foreach (Allocation allocation in ended)
            PassOn(allocation.User, allocation.Service);
    }

    /// <summary>Frees the ports of orphans on which their owners listen no more.</summary>
    /// <param name="isListening">Whether a user, whose number may not be known, listens on a port.</param>
    public void FreeOrphans(Func<int, long?, bool> isListening)
    {
        foreach (Allocation orphan in _orphans.Where(a => !isListening(a.Port, a.Holder.Owner)).ToArray())
            Leave(orphan.Holder);
    }

    private bool IsPostponed(int port) => _postponed.Count > 0 && _postponed.Exists(a => a.Port == port);

    private void DropPostponed(Holder holder)
    {
        Allocation[] ended = [.. _postponed.Where(a => a.Holder == holder)];
        _postponed.RemoveAll(a => a.Holder == holder);
        // Several requests can have had the same port, one after the other.
        foreach (int port in ended.Select(a => a.Port).Distinct())
        {
            pool.Return(port);
            Note(new Change(ChangeKind.GraceEnded, port, null, "", null));
        }

        foreach (Allocation allocation in ended)
            PassOn(allocation.User, allocation.Service);
    }

    /// <summary>An orphan, or what is in grace, on a port; null if there is none.</summary>
    private Allocation? FindKept(int port) =>
        _inGrace.TryGetValue(port, out Allocation? kept) || (_byPort.TryGetValue(port, out kept) && kept.Holder is OrphanHolder) ? kept : null;

    // A user that the kernel does not tell may be anybody, whatever name it gives.
    private static bool IsFor(Allocation kept, Holder holder, string user) =>
        kept.Holder.Owner is { } owner ? owner == holder.Owner : kept.User == user;
}
