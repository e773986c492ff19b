namespace PortManager.Server.Events;

/// <summary>
/// The latest events, with numbers by which who lost the connection can say what he has. Adding one costs next to nothing, and waits
/// for nobody.
/// </summary>
internal sealed class RecentEvents
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 1000;

    // A daemon has fewer events than one a microsecond, so that the next daemon's numbers, which begin with its start, are greater.
    private const long IdsPerMillisecond = 1000;

    private readonly Lock _lock = new();
    private readonly DaemonEvent[] _ring = new DaemonEvent[Capacity];
    private readonly TimeProvider _time;
    private readonly long _base;
    private long _count;

    public RecentEvents(TimeProvider time)
    {
        _time = time;
        _base = time.GetUtcNow().ToUnixTimeMilliseconds() * IdsPerMillisecond;
    }

    /// <summary>Raised after an event, on the thread on which it happened: what listens must not wait.</summary>
    public event Action? Happened;

    /// <summary>The number of the latest event; before the first one, a number that is less than the first one's.</summary>
    public long LastId
    {
        get
        {
            lock (_lock)
                return _base + _count;
        }
    }

    public void Add(DaemonEvent happened)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            _count++;
            _ring[_count % Capacity] = happened with { Id = _base + _count, Time = now };
        }

        Happened?.Invoke();
    }

    /// <summary>The latest events, the oldest first.</summary>
    public DaemonEvent[] Latest(int most)
    {
        lock (_lock)
            return Copy(Math.Max(_count - Math.Min(most, Capacity), 0), most);
    }

    /// <summary>What happened after an event.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="most">No more than so many are given.</param>
    /// <param name="events">The events behind it, the oldest first.</param>
    /// <returns>False when some of them are not known any more, or the number is not one of this daemon's.</returns>
    public bool TryGetSince(long id, int most, out DaemonEvent[] events)
    {
        lock (_lock)
        {
            long known = id - _base;
            bool isKnown = known >= Math.Max(_count - Capacity, 0) && known <= _count;
            events = isKnown ? Copy(known, most) : [];
            return isKnown;
        }
    }

    private DaemonEvent[] Copy(long after, int most)
    {
        var events = new DaemonEvent[Math.Min(_count - after, most)];
        for (int i = 0; i < events.Length; i++)
            events[i] = _ring[(after + 1 + i) % Capacity];
        return events;
    }
}
