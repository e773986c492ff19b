namespace PortManager.Client;

/// <summary>Runs calls with a timeout.</summary>
internal static class TimeLimit
{
    /// <summary>Runs a call, and cancels it when it times out.</summary>
    /// <param name="call">The call. It has to end soon after its token is cancelled.</param>
    /// <param name="limit">The timeout.</param>
    /// <param name="time">The clock.</param>
    /// <param name="message">Makes the message of the exception.</param>
    /// <param name="cancellationToken">Cancels the call earlier.</param>
    /// <exception cref="TimeoutException">The call timed out.</exception>
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
