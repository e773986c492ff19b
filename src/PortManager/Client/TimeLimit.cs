namespace PortManager.Client;

/// <summary>Bounds the time that something may take.</summary>
internal static class TimeLimit
{
    /// <summary>Runs the call, and cancels it when the time is over.</summary>
    /// <param name="call">What to run; it ends soon after its token is cancelled.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="time">What tells the time.</param>
    /// <param name="message">What the time-out says.</param>
    /// <param name="cancellationToken">Cancels the call earlier.</param>
    /// <exception cref="TimeoutException">The time was over.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> call,
        TimeSpan limit,
        TimeProvider time,
        Func<string> message,
        CancellationToken cancellationToken)
    {
        using var expiry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        try
        {
            return await call(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException(message(), e);
        }
    }
}
