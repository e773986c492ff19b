namespace PortManager.Server.Pool;

/// <summary>
/// The ports that can be given out. Each is free, busy (another program uses it) or held. The rule which one is next is
/// SPEC section 2, "Which port": among the free ones that which was freed longest ago, and never one that is in use. Those of which closed
/// connections are left come last.
/// </summary>
internal sealed class PortPool
{
    // A probe costs some microseconds, and everyone waits meanwhile.
    private const int MaxRetries = 1024;

    /// <summary>How many busy ports are probed again, between two calls of <see cref="BeginTurn"/>, for requests that find no free port.</summary>
    private const int MaxRetriesForRequests = 64;

    private readonly PortRanges _ranges;
    private readonly IPortProbe _probe;
    private readonly PortQueue _free = new();
    private readonly PortQueue _closing = new();
    private readonly PortQueue _busy = new();
    private readonly HashSet<int> _own;
    private int _retriesLeft = MaxRetriesForRequests;

    /// <param name="ranges">Every port of the pool.</param>
    /// <param name="own">Ports of the daemon itself, which are never given out.</param>
    /// <param name="probe">Tells whether a port is in use.</param>
    public PortPool(PortRanges ranges, IEnumerable<int> own, IPortProbe probe)
    {
        _ranges = ranges;
        _probe = probe;
        _own = [.. own];
        foreach (int port in ranges.Ports)
        {
            if (!_own.Contains(port))
                _free.Append(port);
        }
    }

    /// <summary>A port was found in use by another program, and is set aside.</summary>
    public event Action<int>? FoundBusy;

    /// <summary>A port that was busy is free again.</summary>
    public event Action<int>? NoLongerBusy;

    /// <summary>How many ports there are in all.</summary>
    public int Size => _ranges.Count - _own.Count(_ranges.Contains);

    /// <summary>How many are free, with those of which closed connections are left.</summary>
    public int Free => _free.Count + _closing.Count;

    public IEnumerable<int> Busy => _busy.Ports;

    public bool Contains(int port) => _ranges.Contains(port) && !_own.Contains(port);

    public bool IsHeld(int port) => Contains(port) && !_free.Contains(port) && !_closing.Contains(port) && !_busy.Contains(port);

    /// <summary>Whether another program uses a port, so that it would not be given out.</summary>
    public bool IsInUse(int port) => _probe.Look(port) == PortUse.InUse;

    /// <summary>Takes the next port.</summary>
    /// <returns>The port; 0 when every port is held or busy, or the system cannot tell of the next one whether it is.</returns>
    public int Take()
    {
        int port = TakeFree();
        if (port != 0 || _free.Count > 0)
            return port;
        int retries = Math.Min(_busy.Count, _retriesLeft);
        _retriesLeft -= retries;
        Retry(_busy, retries);
        port = TakeFree();
        return port != 0 || _free.Count > 0 ? port : TakeClosing();
    }

    /// <summary>Takes a certain port if it is free, else the next one.</summary>
    /// <param name="preferred">The port; 0 for none. It is taken too if only closed connections are left of it that do not keep a server from it.</param>
    /// <returns>As <see cref="Take()"/>.</returns>
    public int TakeOrNext(int preferred)
    {
        PortQueue? queue = preferred == 0 ? null : _free.Contains(preferred) ? _free : _closing.Contains(preferred) ? _closing : null;
        if (queue is null || _probe.Look(preferred) is not (PortUse.Free or PortUse.Reusable))
            return Take();
        queue.Remove(preferred);
        return preferred;
    }

    /// <summary>
    /// Has ports looked at anew, and lets requests that find no free port have busy ones probed again. A caller that serves many requests calls it now and
    /// then: a client that asks again and again, while every port is busy, must not have them probed each time.
    /// </summary>
    public void BeginTurn()
    {
        _retriesLeft = MaxRetriesForRequests;
        _probe.BeginTurn();
    }

    /// <summary>
    /// Takes a port that is not held, even if a program is bound to it: its claimant may be listening already. It need not be of
    /// the pool: one that was taken before a restart may not be any more.
    /// </summary>
    public void Take(int port)
    {
        QueueOf(port)?.Remove(port);
    }

    /// <summary>Gives back a port that was taken.</summary>
    public void Return(int port)
    {
        if (Contains(port))
            _free.Append(port);
    }

    /// <summary>Has a port given out after those that are free now.</summary>
    public void Defer(int port)
    {
        if (_free.Contains(port))
            Move(port, _free, _free);
    }

    /// <summary>Probes the busy ports again, and those of which closed connections are left, in the order in which they were last probed.</summary>
    public void RetryBusy()
    {
        Retry(_busy, Math.Min(_busy.Count, MaxRetries));
        Retry(_closing, Math.Min(_closing.Count, MaxRetries));
    }

    private PortQueue? QueueOf(int port) =>
        _free.Contains(port) ? _free : _closing.Contains(port) ? _closing : _busy.Contains(port) ? _busy : null;

    private void Retry(PortQueue ports, int count)
    {
        for (; count > 0; count--)
        {
            int port = ports.First;
            PortUse use = _probe.Look(port);
            Move(port, ports, use == PortUse.Unknown ? ports : QueueFor(use));
        }
    }

    private int TakeFree()
    {
        while (_free.First is var port and not 0)
        {
            PortUse use = _probe.Look(port);
            // It cannot tell of the others either, and none of them is to be put aside.
            if (use == PortUse.Unknown)
                return 0;
            if (use == PortUse.Free)
            {
                _free.Remove(port);
                return port;
            }

            Move(port, _free, QueueFor(use));
        }

        return 0;
    }

    /// <summary>Takes a port of which closed connections are left: one that can be bound, if there is one.</summary>
    private int TakeClosing()
    {
        int unbindable = 0;
        for (int left = Math.Min(_closing.Count, MaxRetriesForRequests); left > 0; left--)
        {
            int port = _closing.First;
            PortUse use = _probe.Look(port);
            if (use == PortUse.Unknown)
                return 0;
            if (use is PortUse.Free or PortUse.Reusable)
            {
                _closing.Remove(port);
                return port;
            }

            Move(port, _closing, QueueFor(use));
            if (use == PortUse.Closing && unbindable == 0)
                unbindable = port;
        }

        if (unbindable != 0)
            _closing.Remove(unbindable);
        return unbindable;
    }

    private PortQueue QueueFor(PortUse use) => use switch
    {
        PortUse.Free => _free,
        PortUse.InUse => _busy,
        _ => _closing,
    };

    /// <summary>Puts a port at the end of a queue, and tells if another program begins or ends to use it.</summary>
    private void Move(int port, PortQueue from, PortQueue to)
    {
        from.Remove(port);
        to.Append(port);
        if (from == to)
            return;
        if (to == _busy)
            FoundBusy?.Invoke(port);
        else if (from == _busy)
            NoLongerBusy?.Invoke(port);
    }
}
