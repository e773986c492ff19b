namespace PortManager.Server.Pool;

/// <summary>
/// The ports that can be given out. Each is free, busy (a stranger uses it) or held. The rule which one is next is
/// SPEC section 2, "Which port": among the free ones that which was freed longest ago, and never one that is in use.
/// </summary>
internal sealed class PortPool
{
    // A look costs some microseconds, and all wait meanwhile.
    private const int MostRetries = 1024;
    private const int MostRetriesForARequest = 64;

    private readonly PortRanges _ranges;
    private readonly IPortProbe _probe;
    private readonly PortQueue _free = new();
    private readonly PortQueue _busy = new();
    private readonly HashSet<int> _own;

    /// <param name="ranges">Every port of the pool.</param>
    /// <param name="own">Ports of the daemon itself, which are never given out.</param>
    /// <param name="probe">Looks whether a port is in use.</param>
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

    /// <summary>A port was found in use by a stranger, and is put aside.</summary>
    public event Action<int>? FoundBusy;

    /// <summary>A port that was busy is free again.</summary>
    public event Action<int>? NoLongerBusy;

    /// <summary>How many ports there are in all.</summary>
    public int Size => _ranges.Count - _own.Count(_ranges.Contains);

    public int Free => _free.Count;

    public IEnumerable<int> Busy => _busy.Ports;

    public bool Contains(int port) => _ranges.Contains(port) && !_own.Contains(port);

    public bool IsHeld(int port) => Contains(port) && !_free.Contains(port) && !_busy.Contains(port);

    /// <summary>Looks at the port that is next, which may be done while others use the pool: by the time of <see cref="Take(PortLook)"/> another may be next.</summary>
    public PortLook Look() => _free.First is var port and not 0 ? new PortLook(port, _probe.IsFree(port)) : default;

    /// <summary>Takes the next port.</summary>
    /// <param name="look">What a look at the next port has shown just now, where there was one: it is not looked at again.</param>
    /// <returns>The port; 0 when every port is held or busy, or the system cannot tell of the next one whether it is.</returns>
    public int Take(PortLook look = default)
    {
        int port = TakeFree(look);
        if (port != 0 || _free.Count > 0 || _busy.Count == 0)
            return port;
        RetryBusy(MostRetriesForARequest);
        return TakeFree(default);
    }

    /// <summary>
    /// Takes a port that is not held, whoever is bound to it: its claimant may be listening already. It need not be of
    /// the pool: one that was taken before a restart may not be any more.
    /// </summary>
    public void Take(int port)
    {
        if (Contains(port))
            (_free.Contains(port) ? _free : _busy).Remove(port);
    }

    /// <summary>Gives back a port that was taken.</summary>
    public void Return(int port)
    {
        if (Contains(port))
            _free.Append(port);
    }

    /// <summary>Looks again at the ports that were busy, those first that were looked at longest ago.</summary>
    public void RetryBusy() => RetryBusy(MostRetries);

    private void RetryBusy(int most)
    {
        for (int left = Math.Min(_busy.Count, most); left > 0; left--)
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

    private int TakeFree(PortLook look)
    {
        while (_free.First is var port and not 0)
        {
            bool? isFree = port == look.Port ? look.IsFree : _probe.IsFree(port);
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
