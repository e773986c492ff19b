using System.Diagnostics.CodeAnalysis;

namespace PortManager.Client;

/// <summary>A lock that tasks can await. One task holds it at a time.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for has nothing to dispose of.")]
internal sealed class AsyncLock
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    /// <summary>Waits until the lock is free, and takes it. Disposing the result releases the lock.</summary>
    public async Task<Releaser> AcquireAsync(CancellationToken cancellationToken)
    {
        await _semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Releaser(_semaphore);
    }

    public readonly struct Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
