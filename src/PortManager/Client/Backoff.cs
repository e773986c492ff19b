namespace PortManager.Client;

/// <summary>Waits that become longer: the first one, then twice as long each time, up to the longest.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private TimeSpan? _next;

    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Next(), time, cancellationToken);

    /// <summary>How long the next wait is, for who waits himself.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = _next ?? first;
        _next = wait * 2 < longest ? wait * 2 : longest;
        return wait;
    }

    /// <summary>The next wait is the first one again.</summary>
    public void Reset() => _next = null;
}
