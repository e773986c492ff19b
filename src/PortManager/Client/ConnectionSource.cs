namespace PortManager.Client;

/// <summary>Provides connections to one port manager: first the one that the client was made with, then new ones.</summary>
internal sealed class ConnectionSource(ServerAddress server, PortManagerClientOptions options, Lifetime lifetime)
{
    private RequestConnection? _first;

    /// <summary>Keeps an open connection for the first call that needs one.</summary>
    public void Keep(LineStream lines) => _first = Requests(lines);

    /// <summary>Returns the kept connection if it is still open, else opens one.</summary>
    public async Task<RequestConnection> GetAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _first, null) is { HasEnded: false } first
            ? first
            : await ConnectAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a connection for requests.</summary>
    public async Task<RequestConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Requests(await ConnectLinesAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Opens a connection. It looks the host up again, because its address may have changed.</summary>
    public async Task<LineStream> ConnectLinesAsync(CancellationToken cancellationToken) =>
        await Dialer.ConnectAsync(
            server,
            await Dialer.ResolveAsync(server.Host, options, cancellationToken).ConfigureAwait(false),
            options,
            cancellationToken).ConfigureAwait(false);

    private RequestConnection Requests(LineStream lines) => new(lines, server, lifetime.Closing);
}
