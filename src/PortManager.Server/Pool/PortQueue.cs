namespace PortManager.Server.Pool;

/// <summary>A queue of ports out of the middle of which any port can be taken too. Every operation takes constant time.</summary>
internal sealed class PortQueue
{
    // A ring through two arrays. Port 0 is no port, so its place is the ring's anchor.
    private readonly ushort[] _next = NewRing();
    private readonly ushort[] _previous = NewRing();

    public int Count { get; private set; }

    /// <summary>The port that waits longest; 0 when there is none.</summary>
    public int First => _next[0];

    public IEnumerable<int> Ports
    {
        get
        {
            for (int port = First; port != 0; port = _next[port])
                yield return port;
        }
    }

    public bool Contains(int port) => _previous[port] != 0 || _next[0] == port;

    // Where the system's memory is taken as it comes, zero: most of it is never touched.
    private static ushort[] NewRing() => GC.AllocateArray<ushort>(ushort.MaxValue + 1, pinned: true);

    public void Append(int port)
    {
        ushort last = _previous[0];
        _next[last] = (ushort)port;
        _previous[port] = last;
        _next[port] = 0;
        _previous[0] = (ushort)port;
        Count++;
    }

    public void Remove(int port)
    {
        _next[_previous[port]] = _next[port];
        _previous[_next[port]] = _previous[port];
        _next[port] = _previous[port] = 0;
        Count--;
    }
}
