namespace PortManager.Server.Loop;

/// <summary>The loop's time: milliseconds since its start, looked up once a turn. It cannot be set back.</summary>
internal sealed class LoopClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _now = 1;

    /// <summary>The time of this turn. Never 0. Any thread may read it.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>Looks at the clock.</summary>
    public void Update() => Volatile.Write(ref _now, 1 + (long)time.GetElapsedTime(_start).TotalMilliseconds);
}
