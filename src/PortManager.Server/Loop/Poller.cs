using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <summary>Waits for descriptors, and tells what waits for them.</summary>
internal sealed class Poller : IDisposable
{
    private const int MaxReady = 256;

    private readonly Epoll _all = new(MaxReady);

    // Those that hold ports, for their peers' ends alone.
    private readonly Epoll _holders = new(MaxReady);

    private IEventHandler?[] _handlers = new IEventHandler?[1024];
    private uint[] _generations = new uint[1024];

    /// <summary>Waits for a descriptor.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="events">What is waited for.</param>
    /// <param name="handler">What waits.</param>
    public void Add(int descriptor, uint events, IEventHandler handler)
    {
        if (descriptor >= _handlers.Length)
        {
            int length = Math.Max(descriptor + 1, 2 * _handlers.Length);
            Array.Resize(ref _handlers, length);
            Array.Resize(ref _generations, length);
        }

        _handlers[descriptor] = handler;
        _generations[descriptor]++;
        _all.Add(descriptor, events, TagOf(descriptor));
    }

    /// <summary>Changes what is waited for.</summary>
    public void Modify(int descriptor, uint events) => _all.Modify(descriptor, events, TagOf(descriptor));

    /// <summary>Ends the wait for a descriptor that stays open.</summary>
    public void Remove(int descriptor)
    {
        _all.Remove(descriptor);
        _handlers[descriptor] = null;
    }

    /// <summary>Forgets a descriptor that is about to be closed, which ends the wait.</summary>
    public void Forget(int descriptor) => _handlers[descriptor] = null;

    /// <summary>What waits for a descriptor; null if nothing does.</summary>
    public IEventHandler? HandlerOf(int descriptor) => descriptor >= 0 && descriptor < _handlers.Length ? _handlers[descriptor] : null;

    /// <summary>Has the end of a holder's peer reported by <see cref="LookForClosedHolders"/>.</summary>
    public void WatchHolder(int descriptor) => _holders.Add(descriptor, Epoll.PeerClosed | Epoll.EdgeTriggered, TagOf(descriptor));

    /// <summary>Looks, without waiting, which holders' peers have closed since the last look.</summary>
    /// <returns>How many there are, for <see cref="ClosedHolder"/>.</returns>
    public int LookForClosedHolders() => _holders.Wait(0);

    /// <summary>A holder whose peer has closed; null if it is gone already.</summary>
    public IEventHandler? ClosedHolder(int index) => HandlerByTag(_holders.Ready(index).Tag);

    /// <summary>Waits until something is ready.</summary>
    /// <param name="milliseconds">The longest wait; -1 for ever.</param>
    /// <returns>How much is ready, for <see cref="Ready"/>.</returns>
    public int Wait(int milliseconds) => _all.Wait(milliseconds);

    /// <summary>What is ready, and how; the handler is null if it was closed in this turn.</summary>
    public (IEventHandler? Handler, uint Events) Ready(int index)
    {
        (uint events, long tag) = _all.Ready(index);
        return (HandlerByTag(tag), events);
    }

    public void Dispose()
    {
        _all.Dispose();
        _holders.Dispose();
    }

    // A descriptor may have been closed and opened again since it was reported: the generation tells.
    private long TagOf(int descriptor) => ((long)_generations[descriptor] << 32) | (uint)descriptor;

    private IEventHandler? HandlerByTag(long tag)
    {
        int descriptor = (int)(tag & 0xFFFF_FFFF);
        return _generations[descriptor] == (uint)(tag >> 32) ? _handlers[descriptor] : null;
    }
}
