namespace PortManager.Server.Pool;

/// <summary>
/// The ports that can be given out. Each is free, busy (another program uses it) or held. The rule which one is next is
/// SPEC section 2, "Which port": among the free ones that which was freed longest ago, and never one that is in use.
/// </summary>
internal sealed class PortPool
{
    // A probe costs some microseconds, and everyone waits meanwhile.
    private const int MaxRetries = 1024;

    /// <summary>How many busy ports are probed again, between two calls of <see cref="AllowRetries"/>, for requests that find no free port.</summary>
    private const int MaxRetriesForRequests = 64;

    private readonly PortRanges _ranges;
    private readonly IPortProbe _probe;
    private readonly PortQueue _free = new();
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

    public int Free => _free.Count;

    public IEnumerable<int> Busy => _busy.Ports;

    public bool Contains(int port) => _ranges.Contains(port) && !_own.Contains(port);

    public bool IsHeld(int port) => Contains(port) && !_free.Contains(port) && !_busy.Contains(port);

    /// <summary>Takes the next port.</summary>
    /// <returns>The port; 0 when every port is held or busy, or the system cannot tell of the next one whether it is.</returns>
    public int Take()
    {
        int port = TakeFree();
        if (port != 0 || _free.Count > 0 || _busy.Count == 0 || _retriesLeft == 0)
            return port;
        int retries = Math.Min(_busy.Count, _retriesLeft);
        _retriesLeft -= retries;
        RetryBusy(retries);
        return TakeFree();
    }

    /// <summary>
    /// Lets requests that find no free port have busy ones probed again. Whoever serves many requests calls it now and then: a client that asks again
    /// and again, while every port is busy, must not have them probed each time.
    /// </summary>
    public void AllowRetries() => _retriesLeft = MaxRetriesForRequests;

    /// <summary>
    /// Takes a port that is not held, whoever is bound to it: its claimant may be listening already. It need not be of
    /// the pool: one that was taken before a restart may not be any more.
    /// </summary>
    public void Take(int port)
    {
        if (_free.Contains(port))
            _free.Remove(port);
        else if (_busy.Contains(port))
            _busy.Remove(port);
    }

    /// <summary>Gives back a port that was taken.</summary>
    public void Return(int port)
    {
        if (Contains(port))
            _free.Append(port);
    }

    /// <summary>Probes the busy ports again, in the order in which they were last probed.</summary>
    public void RetryBusy() => RetryBusy(MaxRetries);

    private void RetryBusy(int max)
    {
        for (int left = Math.Min(_busy.Count, max); left > 0; left--)
        {
            int port = _busy.First;
            _busy.Remove(port);
            if (_probe.IsFree(port) == true)
            {
                _free.Append(port);
                NoLongerBusy?.Invoke(port);
            }
            else
            {
                _busy.Append(port);
            }
        }
    }

    private int TakeFree()
    {
        while (_free.First is var port and not 0)
        {
            bool? isFree = _probe.IsFree(port);
            // It cannot tell of the others either, and none of them is to be put aside.
            if (isFree is null)
                return 0;
            _free.Remove(port);
            if (isFree.Value)
                return port;
            _busy.Append(port);
            FoundBusy?.Invoke(port);
        }

        return 0;
    }
}
