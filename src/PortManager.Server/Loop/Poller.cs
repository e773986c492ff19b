using System.Diagnostics.CodeAnalysis;
using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <summary>
/// Waits for descriptors, and queues what is ready until it is taken. So it can look in the middle of a turn which connections have closed meanwhile, and the others
/// still have their turn.
/// </summary>
internal sealed class Poller : IDisposable
{
    /// <summary>How many descriptors one look of the kernel reports.</summary>
    public const int MaxReady = 256;
    private const uint End = Epoll.PeerClosed | Epoll.HungUp | Epoll.Failed;

    private readonly Epoll _epoll = new(MaxReady);
    private readonly Queue<long> _ready = new();
    private readonly Queue<long> _ended = new();
    private IEventHandler?[] _handlers = new IEventHandler?[1024];
    private uint[] _generations = new uint[1024];
    private uint[] _events = new uint[1024];

    /// <summary>How many descriptors are ready.</summary>
    public int Ready => _ready.Count;

    /// <summary>How many of them have ended, and were not taken by <see cref="TakeEnded"/>.</summary>
    public int Ended => _ended.Count;

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
            Array.Resize(ref _events, length);
        }

        _handlers[descriptor] = handler;
        _generations[descriptor]++;
        _events[descriptor] = 0;
        _epoll.Add(descriptor, events, TagOf(descriptor));
    }

    /// <summary>Changes what is waited for.</summary>
    public void Modify(int descriptor, uint events) => _epoll.Modify(descriptor, events, TagOf(descriptor));

    /// <summary>Ends the wait for a descriptor that stays open.</summary>
    public void Remove(int descriptor)
    {
        _epoll.Remove(descriptor);
        _handlers[descriptor] = null;
    }

    /// <summary>Forgets a descriptor that is about to be closed, which ends the wait.</summary>
    public void Forget(int descriptor) => _handlers[descriptor] = null;

    /// <summary>What waits for a descriptor; null if nothing does.</summary>
    public IEventHandler? HandlerOf(int descriptor) => descriptor >= 0 && descriptor < _handlers.Length ? _handlers[descriptor] : null;

    /// <summary>Waits until something is ready.</summary>
    /// <param name="milliseconds">The longest wait; 0 does not wait, -1 waits for ever.</param>
    public void Wait(int milliseconds) => Report(milliseconds);

    /// <summary>Looks, without waiting, what else is ready by now: all of it.</summary>
    public void Look()
    {
        while (Report(0) == MaxReady)
        {
        }
    }

    /// <summary>Takes what has been ready longest.</summary>
    /// <returns>What waits for it, and the events; null if it was closed since.</returns>
    public (IEventHandler? Handler, uint Events) Take()
    {
        long tag = _ready.Dequeue();
        if (!TryFind(tag, out IEventHandler? handler))
            return default;
        int descriptor = DescriptorOf(tag);
        uint events = _events[descriptor];
        _events[descriptor] = 0;
        return (handler, events);
    }

    /// <summary>Takes one whose peer has closed, or that failed. It stays among those that are ready.</summary>
    /// <returns>What waits for it; null if it was closed since.</returns>
    public IEventHandler? TakeEnded() => TryFind(_ended.Dequeue(), out IEventHandler? handler) ? handler : null;

    /// <summary>Has one reported by <see cref="TakeEnded"/> again.</summary>
    public void ReturnEnded(int descriptor) => _ended.Enqueue(TagOf(descriptor));

    public void Dispose() => _epoll.Dispose();

    private int Report(int milliseconds)
    {
        int count = _epoll.Wait(milliseconds);
        for (int i = 0; i < count; i++)
        {
            (uint events, long tag) = _epoll.Ready(i);
            // One that was closed here and that systemd still has open goes on being reported, and its number may be another's by now.
            if (!IsCurrent(tag))
                continue;
            ref uint known = ref _events[DescriptorOf(tag)];
            if (known == 0)
                _ready.Enqueue(tag);
            if ((events & End) != 0 && (known & End) == 0)
                _ended.Enqueue(tag);
            known |= events;
        }

        return count;
    }

    // A descriptor may have been closed and opened again since it was reported: the generation tells.
    private long TagOf(int descriptor) => ((long)_generations[descriptor] << 32) | (uint)descriptor;

    private static int DescriptorOf(long tag) => (int)(tag & 0xFFFF_FFFF);

    private bool IsCurrent(long tag) => _generations[DescriptorOf(tag)] == (uint)(tag >> 32);

    private bool TryFind(long tag, [NotNullWhen(true)] out IEventHandler? handler)
    {
        int descriptor = DescriptorOf(tag);
        handler = IsCurrent(tag) ? _handlers[descriptor] : null;
        return handler is not null;
    }
}
