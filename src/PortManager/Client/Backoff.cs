namespace PortManager.Client;

/// <summary>
/// Exponential backoff: each wait is twice as long as the one before, up to a maximum. A random part of it, up to a half, is left out,
/// so that clients that dropped together do not come back together.
/// </summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The maximum.</param>
/// <param name="time">The clock.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    private TimeSpan? _next;

    public Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(Next() * (1 - (Random.Shared.NextDouble() / 2)), time, cancellationToken);

    /// <summary>Returns how long the next wait is at most, for a caller that waits itself.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = _next ?? first;
        _next = wait * 2 < longest ? wait * 2 : longest;
        return wait;
    }

    /// <summary>Makes the next wait the first one again.</summary>
    public void Reset() => _next = null;
}
