namespace PortManager.Client;

/// <summary>Gives connections to one port manager: first the one that showed that it is there, then new ones.</summary>
internal sealed class ConnectionSource(ServerAddress server, PortManagerClientOptions options, Lifetime lifetime)
{
    private RequestConnection? _first;

    /// <summary>Keeps a connection for the first who needs one.</summary>
    public void Keep(LineStream lines) => _first = Requests(lines);

    /// <summary>A connection for requests.</summary>
    public async Task<RequestConnection> GetAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _first, null) is { HasEnded: false } first
            ? first
            : await ConnectAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>A new connection for requests.</summary>
    public async Task<RequestConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Requests(await ConnectLinesAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>A new connection. The host is looked up again: it may have moved.</summary>
    public async Task<LineStream> ConnectLinesAsync(CancellationToken cancellationToken) =>
        await Dialer.ConnectAsync(
            server,
            await Dialer.ResolveAsync(server.Host, options, cancellationToken).ConfigureAwait(false),
            options,
            cancellationToken).ConfigureAwait(false);

    private RequestConnection Requests(LineStream lines) => new(lines, server, lifetime.Closing);
}
