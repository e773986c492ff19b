namespace PortManager.Server.Events;

/// <summary>
/// The latest events. Each has an id, so a client that reconnects can resume. One thread adds them, which never blocks; any thread may read.
/// </summary>
internal sealed class RecentEvents
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 1000;

    // A daemon has fewer events than one a microsecond, so that the next daemon's numbers, which begin with its start, are greater.
    private const long IdsPerMillisecond = 1000;

    private readonly DaemonEvent?[] _ring = new DaemonEvent?[Capacity];
    private readonly TimeProvider _time;
    private readonly long _base;
    private long _count;
    private long _told;

    public RecentEvents(TimeProvider time)
    {
        _time = time;
        _base = time.GetUtcNow().ToUnixTimeMilliseconds() * IdsPerMillisecond;
    }

    /// <summary>Raised on the thread that adds events, after some were added: a listener must not wait.</summary>
    public event Action? Happened;

    /// <summary>The number of the latest event; before the first one, a number that is less than the first one's.</summary>
    public long LastId => _base + Volatile.Read(ref _count);

    /// <summary>Adds an event, which gets its number and its time here, and must not be changed afterwards.</summary>
    public void Add(DaemonEvent happened)
    {
        long number = _count + 1;
        happened.Id = _base + number;
        happened.Time = _time.GetUtcNow();
        Volatile.Write(ref _ring[number % Capacity], happened);
        Volatile.Write(ref _count, number);
    }

    /// <summary>Raises <see cref="Happened"/> if events were added since the last call.</summary>
    public void Tell()
    {
        if (_told == _count)
            return;
        _told = _count;
        Happened?.Invoke();
    }

    /// <summary>The latest events, the oldest first.</summary>
    public DaemonEvent[] Latest(int max)
    {
        while (true)
        {
            long count = Volatile.Read(ref _count);
            if (Copy(Math.Max(count - Math.Min(max, Capacity), 0), count, max) is { } events)
                return events;
        }
    }

    /// <summary>What happened after an event.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="max">The most events that are given.</param>
    /// <param name="events">The events behind it, the oldest first.</param>
    /// <returns>False if some of them are not known any more, or the number is not one of this daemon's.</returns>
    public bool TryGetSince(long id, int max, out DaemonEvent[] events)
    {
        long known = id - _base;
        long count = Volatile.Read(ref _count);
        bool isKnown = known >= Math.Max(count - Capacity, 0) && known <= count;
        events = (isKnown ? Copy(known, count, max) : null) ?? [];
        return isKnown && (events.Length > 0 || known == count);
    }

    /// <summary>Copies events; null if one of them was replaced by a later one meanwhile.</summary>
    private DaemonEvent[]? Copy(long after, long count, int max)
    {
        var events = new DaemonEvent[Math.Min(count - after, max)];
        for (int i = 0; i < events.Length; i++)
        {
            DaemonEvent? read = Volatile.Read(ref _ring[(after + 1 + i) % Capacity]);
            if (read is null || read.Id != _base + after + 1 + i)
                return null;
            events[i] = read;
        }

        return events;
    }
}
