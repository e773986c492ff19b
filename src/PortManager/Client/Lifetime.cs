using System.Diagnostics.CodeAnalysis;

namespace PortManager.Client;

/// <summary>
/// The lifetime of a client. It ends once, for one reason. All connections close with it, and every later call throws that
/// reason.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to dispose of.")]
internal sealed class Lifetime(ServerAddress server, PortManagerClientOptions options)
{
    private readonly CancellationTokenSource _closing = new();
    private Ending? _ending;

    /// <summary>A token that is cancelled when the client closes.</summary>
    public CancellationToken Closing => _closing.Token;

    public bool IsClosed => Volatile.Read(ref _ending) is not null;

    /// <summary>Why the client is closed, as a sentence; empty if it is not.</summary>
    public string Reason => Volatile.Read(ref _ending)?.Reason ?? "";

    /// <summary>Closes the client, unless it is closed already.</summary>
    /// <param name="reason">Why, as a sentence.</param>
    /// <param name="cause">The error that closed it, if there was one.</param>
    /// <param name="meanwhile">Is called once calls are refused, before the connections close.</param>
    public void Close(string reason, Exception? cause = null, Action? meanwhile = null)
    {
        if (Interlocked.CompareExchange(ref _ending, new Ending(reason, cause), null) is not null)
            return;
        meanwhile?.Invoke();
        _closing.Cancel();
    }

    /// <summary>Runs a call to the port manager, with the request timeout.</summary>
    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        RunAsync(call, options.RequestTimeout, cancellationToken);

    /// <summary>Runs a call to the port manager, with a timeout.</summary>
    /// <exception cref="PortManagerClosedException">The client is closed, or closes meanwhile.</exception>
    /// <exception cref="TimeoutException">The call timed out.</exception>
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
            // If the client closed meanwhile, the call failed because of that, whatever error it got.
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfClosed();
            throw;
        }
    }

    /// <summary>Waits for something, with a timeout, unless the client closes meanwhile.</summary>
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
