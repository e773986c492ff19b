using System.Net;

namespace PortManager.Client;

/// <summary>Provides connections to one port manager: first the one that was kept when the client connected, then new ones.</summary>
internal sealed class ConnectionSource(ServerAddress server, Locator locator, PortManagerClientOptions options, Lifetime lifetime)
{
    private RequestConnection? _first;
    private IPAddress? _answered;
    private int _open;
    private int _ended;

    /// <summary>
    /// A number that changes when a connection ends, because the port manager may have been replaced. Null if no connection is open
    /// that would tell.
    /// </summary>
    public int? Generation => Volatile.Read(ref _open) > 0 ? Volatile.Read(ref _ended) : null;

    /// <summary>Opens a connection, and keeps it for the first call that needs one.</summary>
    public async Task ConnectFirstAsync(CancellationToken cancellationToken) =>
        _first = Counted(await ConnectLinesAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Returns the kept connection if it is still open, else opens one.</summary>
    public async Task<RequestConnection> GetAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _first, null) is { HasEnded: false } first
            ? first
            : await ConnectAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Opens a connection for requests.</summary>
    public async Task<RequestConnection> ConnectAsync(CancellationToken cancellationToken) =>
        Counted(await ConnectLinesAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Opens a connection for one request. Its end tells nothing of the port manager.</summary>
    public async Task<RequestConnection> ConnectOnceAsync(CancellationToken cancellationToken) =>
        Requests(await ConnectLinesAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// Opens a connection. It looks the host up again, because its address may have changed. It begins with the address that answered
    /// last.
    /// </summary>
    public async Task<LineStream> ConnectLinesAsync(CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dialer.ResolveAsync(server.Host, options, cancellationToken).ConfigureAwait(false);
        LineStream lines = Volatile.Read(ref _answered) is null
            ? await locator.ConnectAsync(addresses, cancellationToken).ConfigureAwait(false)
            : await locator.ReconnectAsync(InOrder(addresses), cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _answered, lines.Address);
        return lines;
    }

    /// <summary>Puts the address that answered last first.</summary>
    public IPAddress[] InOrder(IPAddress[] addresses)
    {
        IPAddress? answered = Volatile.Read(ref _answered);
        return [.. addresses.OrderBy(address => !address.Equals(answered))];
    }

    private RequestConnection Requests(LineStream lines) => new(lines, server, lifetime.Closing);

    private RequestConnection Counted(LineStream lines)
    {
        Interlocked.Increment(ref _open);
        return new RequestConnection(lines, server, lifetime.Closing, OnEnded);
    }

    private void OnEnded()
    {
        Interlocked.Increment(ref _ended);
        Interlocked.Decrement(ref _open);
    }
}
