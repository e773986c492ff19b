using System.Buffers;
using PortManager.Protocol;
using PortManager.Server.Pool;

namespace PortManager.Server.Allocations;

/// <summary>
/// The one owner of the <see cref="Registry"/> and its pool: every connection, and every thread, goes through it. What it calls
/// under its lock never waits for anything but, now and then, a look at a local socket.
/// </summary>
internal sealed class SharedRegistry
{
    // Those who want a port look for it one by one: two that look at the same port find it in use, by each other.
    private readonly Lock _looking = new();
    private readonly Lock _lock = new();
    private readonly Registry _registry;
    private readonly HashSet<Watcher> _watchers = [];
    private readonly PortPool _pool;
    private byte[]? _listing;
    private long _version;
    private bool _isClosed;

    public SharedRegistry(Registry registry, PortPool pool)
    {
        _registry = registry;
        _pool = pool;
        registry.Changed += OnChanged;
        registry.GraceEnded += port => GraceEnded?.Invoke(port);
    }

    /// <summary>Raised for each change, in order, under the lock: what listens must not wait, nor come back.</summary>
    public event Action<Change>? Changed;

    /// <summary>Raised after a request for a change, not under the lock, and before it is answered. Changes that nobody asked for, such as at the end of a connection, do not raise it.</summary>
    public event Action? Settled;

    /// <summary>Another number after each change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Whether there are ports that are listed only because someone listens on them.</summary>
    public bool HasOrphans
    {
        get
        {
            lock (_lock)
                return _registry.HasOrphans;
        }
    }

    /// <summary>Raised, under the lock as well, when a port is no longer kept for who had it before a restart.</summary>
    public event Action<int>? GraceEnded;

    public Outcome Allocate(Holder holder, string service, string user)
    {
        Outcome outcome;
        lock (_looking)
        {
            // Not under the lock: it takes longer than all the rest, and whoever gives back a port need not wait for it.
            PortLook look = _pool.Look();
            lock (_lock)
                outcome = RefuseClosed() ?? _registry.Allocate(holder, service, user, look);
        }

        return Settle(outcome);
    }

    public Outcome Claim(Holder holder, int port, string service, string user)
    {
        Outcome outcome;
        lock (_lock)
            outcome = RefuseClosed() ?? _registry.Claim(holder, port, service, user);
        return Settle(outcome);
    }

    public Outcome Free(Holder holder, int port)
    {
        Outcome outcome;
        lock (_lock)
            outcome = RefuseClosed() ?? _registry.Free(holder, port);
        return Settle(outcome);
    }

    public void Leave(Holder holder)
    {
        lock (_lock)
        {
            // Once it is closed, what a holder has is the next daemon's to give back: nobody is told that it is free.
            if (!_isClosed)
                _registry.Leave(holder);
        }
    }

    /// <summary>The whole reply to LIST. It is made once after a change, however many ask.</summary>
    public ReadOnlyMemory<byte> Listing()
    {
        lock (_lock)
        {
            if (_listing is null)
            {
                var output = new ArrayBufferWriter<byte>(64 + (32 * _registry.Count));
                WriteListing(output, PortFilter.Everything);
                _listing = output.WrittenSpan.ToArray();
            }

            return _listing;
        }
    }

    /// <summary>Writes the whole reply to FIND.</summary>
    public void Find(PortFilter filter, IBufferWriter<byte> output)
    {
        lock (_lock)
            WriteListing(output, filter);
    }

    /// <summary>Every allocation as (port, service, user), in the order of a listing.</summary>
    public (int Port, string Service, string User)[] Snapshot()
    {
        lock (_lock)
            return [.. _registry.InOrder.Select(a => (a.Port, a.Service, a.User))];
    }

    /// <summary>Writes the reply to WATCH; from here on the watcher is told each change.</summary>
    public void Subscribe(Watcher watcher, IBufferWriter<byte> output)
    {
        lock (_lock)
        {
            WriteListing(output, watcher.Filter);
            _watchers.Add(watcher);
        }
    }

    /// <summary>From here on the watcher is told each change, after all that there is: it was away.</summary>
    public void Resubscribe(Watcher watcher)
    {
        lock (_lock)
        {
            watcher.Miss();
            _watchers.Add(watcher);
        }
    }

    public void Unsubscribe(Watcher watcher)
    {
        lock (_lock)
            _watchers.Remove(watcher);
    }

    /// <summary>Writes what a watcher has not been told yet: the changes, or a listing where it missed some.</summary>
    public void Drain(Watcher watcher, IBufferWriter<byte> output)
    {
        lock (_lock)
        {
            if (watcher.HasMissed)
                WriteListing(output, watcher.Filter);
            watcher.Drain(output);
        }
    }

    public void RetryBusyPorts()
    {
        lock (_lock)
            _pool.RetryBusy();
    }

    /// <summary>Looks at the registry, or restores it, while nobody else uses it.</summary>
    public T Exclusively<T>(Func<Registry, T> action)
    {
        lock (_lock)
            return action(_registry);
    }

    /// <summary>Refuses all further requests for a change, after doing something that has to be the last.</summary>
    public void Close(Action last)
    {
        lock (_lock)
        {
            last();
            _isClosed = true;
        }
    }

    /// <summary>Ends all change, for good: whoever wants anything of the registry waits for the end of the process.</summary>
    public void Freeze() => _lock.Enter();

    public void EndGrace()
    {
        lock (_lock)
            _registry.EndGrace();
    }

    public void FreeOrphans(Func<int, bool> isListenedOn)
    {
        lock (_lock)
            _registry.FreeOrphans(isListenedOn);
    }

    private Outcome? RefuseClosed() => _isClosed ? Outcome.Refused(RefusalReason.Stopping, "the port manager is stopping") : null;

    private Outcome Settle(Outcome outcome)
    {
        Settled?.Invoke();
        return outcome;
    }

    private void WriteListing(IBufferWriter<byte> output, PortFilter filter)
    {
        bool all = filter == PortFilter.Everything;
        ReplyWriter.ListingHeader(output, all ? _registry.Count : _registry.InOrder.Count(Matches));
        foreach (Allocation allocation in _registry.InOrder)
        {
            if (all || Matches(allocation))
                output.Write(allocation.Row);
        }

        bool Matches(Allocation a) => filter.Matches(a.Service, a.User);
    }

    private void OnChanged(Change change)
    {
        Interlocked.Increment(ref _version);
        if (change.Kind != ChangeKind.Moved)
            _listing = null;
        foreach (Watcher watcher in _watchers)
            watcher.Tell(change);
        Changed?.Invoke(change);
    }
}
