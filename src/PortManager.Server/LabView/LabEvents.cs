namespace PortManager.Server.LabView;

/// <summary>The latest events of the lab. Each has an id, so a client that reconnects can resume. Not safe for several threads.</summary>
/// <param name="firstId">A number that no event has yet: those of the daemon before are lower.</param>
internal sealed class LabEvents(long firstId)
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 4096;

    private readonly Queue<LabEvent> _kept = [];

    /// <summary>The number of the latest event.</summary>
    public long LastId { get; private set; } = firstId;

    public void Add(LabEvent happened)
    {
        LastId++;
        _kept.Enqueue(happened);
        if (_kept.Count > Capacity)
            _kept.Dequeue();
    }

    /// <summary>Forgets all events, so that every client has to read anew.</summary>
    public void Reset()
    {
        LastId++;
        _kept.Clear();
    }

    /// <summary>What happened after an event, the oldest first.</summary>
    /// <returns>Null if some of it is not known any more.</returns>
    public LabEvent[]? Since(long id, int max) =>
        id < LastId - _kept.Count || id > LastId ? null : [.. _kept.Skip((int)(id - (LastId - _kept.Count))).Take(max)];
}
