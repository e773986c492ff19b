namespace PortManager.Client;

/// <summary>
/// A port that a service is advertised under, until the lease is disposed. It is thread-safe.
/// </summary>
/// <remarks>
/// If the port manager is restarted, the client claims the port again, and the lease goes on. The rules for ports and names are
/// those of docs/protocol.md, GIMME and CLAIM.
/// </remarks>
public sealed class PortLease : IAsyncDisposable, IDisposable
{
    private readonly Func<ValueTask> _release;
    private int _isDisposed;

    /// <summary>Makes a lease, for a stand-in of <see cref="IPortManagerClient"/> in a test.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="service">The name under which the service is advertised.</param>
    /// <param name="release">Releases the port. It is called once at the most, and must not throw.</param>
    /// <param name="lost">A token that is cancelled when the port is lost.</param>
    /// <exception cref="ArgumentException">The port is out of range, or the name is not valid.</exception>
    public PortLease(int port, string service, Func<ValueTask> release, CancellationToken lost = default)
    {
        Check.Port(port);
        Check.AdvertisedName(service);
        ArgumentNullException.ThrowIfNull(release);
        Port = port;
        Service = service;
        Lost = lost;
        _release = release;
    }

    /// <summary>The port, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>
    /// The name under which the service was advertised when the port was granted: the one that was requested, or, for a further instance, that one with a number.
    /// An instance with a number gets the plain name when the holder of that leaves. If the port manager could not be asked
    /// for the name, this is the one that was requested.
    /// </summary>
    public string Service { get; }

    /// <summary>
    /// A token that is cancelled when the port is no longer this lease's: it could not be claimed again after the connection dropped,
    /// <see cref="PortManagerClient.ReleaseAsync"/> released it, or the client was disposed. Disposing the lease itself does not cancel it.
    /// </summary>
    public CancellationToken Lost { get; }

    /// <summary>
    /// Releases the port, unless it is lost. The service is no longer advertised once the task completes. It does not throw: if the port manager is away,
    /// the client does not claim the port again, which releases it; an old port manager that does not know FREE keeps it until the client is disposed.
    /// </summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isDisposed, 1) == 0 ? _release() : ValueTask.CompletedTask;

    /// <summary>Begins to release the port, and does not wait for the reply.</summary>
    public void Dispose() => _ = Detached.RunAsync(() => DisposeAsync().AsTask());
}
