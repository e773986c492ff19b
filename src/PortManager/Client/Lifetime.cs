using System.Diagnostics.CodeAnalysis;

namespace PortManager.Client;

/// <summary>
/// The one life of a client: it ends once, for one reason, with all its connections, and every call after that says the
/// reason.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to dispose of.")]
internal sealed class Lifetime(ServerAddress server, PortManagerClientOptions options)
{
    private readonly CancellationTokenSource _closing = new();
    private Ending? _ending;

    /// <summary>Is cancelled when the client closes.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Closes the client, unless it is closed already.</summary>
    /// <param name="reason">A sentence.</param>
    /// <param name="cause">What happened, where it was an error.</param>
    public void Close(string reason, Exception? cause = null)
    {
        if (Interlocked.CompareExchange(ref _ending, new Ending(reason, cause), null) is null)
            _closing.Cancel();
    }

    /// <summary>Runs a call against the port manager, within the time that a request may take.</summary>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(call, options.RequestTimeout, cancellationToken);

    /// <summary>Runs a call against the port manager, within the time given.</summary>
    /// <exception cref="PortManagerClosedException">The client is closed, or closes meanwhile.</exception>
    /// <exception cref="TimeoutException">The time was over.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        cancellationToken.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Closing);
        try
        {
            return await TimeLimit.RunAsync(call, limit, options.TimeProvider, () => Messages.NoAnswer(server, limit), either.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever a call met while the client closed, the closing is the reason.
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfClosed();
            throw;
        }
    }

    /// <summary>Waits for something, within the time given, unless the client closes meanwhile.</summary>
    public Task WaitAsync(Func<CancellationToken, Task> wait, TimeSpan limit, CancellationToken cancellationToken) => RunAsync(
        async token =>
        {
            await wait(token).ConfigureAwait(false);
            return true;
        },
        limit,
        cancellationToken);

    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _ending) is { } ending)
            throw new PortManagerClosedException(ending.Reason, ending.Cause);
    }

    private sealed record Ending(string Reason, Exception? Cause);
}
