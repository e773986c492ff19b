using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Requests listings on a connection that never holds ports. So a listing that fails or is cancelled costs no port; the next one
/// uses a new connection.
/// </summary>
internal sealed class Lister(ConnectionSource source, ServerCapabilities capabilities)
{
    private static readonly ReadOnlyMemory<byte> s_request = RequestLine.Of(RequestWriter.List);

    private readonly AsyncLock _lock = new();
    private RequestConnection? _connection;

    public Task<IReadOnlyList<PortAllocation>> ListAsync(CancellationToken cancellationToken) =>
        AskAsync(s_request, new ListingReply(), cancellationToken);

    /// <summary>Lists the ports that match a filter. An old port manager is asked for all ports.</summary>
    public async Task<IReadOnlyList<PortAllocation>> FindAsync(PortFilter filter, CancellationToken cancellationToken)
    {
        if (filter != PortFilter.Everything && await capabilities.ContainsAsync("FIND", cancellationToken).ConfigureAwait(false))
        {
            ReadOnlyMemory<byte> find = RequestLine.Of(output => RequestWriter.Find(output, filter));
            return await AskAsync(find, new ListingReply(), cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<PortAllocation> all = await ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(port => filter.Matches(port.Service, port.User))];
    }

    public Task<IReadOnlyList<PortDetails>> ListDetailsAsync(PortFilter filter, CancellationToken cancellationToken) =>
        AskAsync(RequestLine.Of(output => RequestWriter.Detail(output, filter)), new DetailsReply(), cancellationToken);

    public Task<IReadOnlyList<KeyValuePair<string, string>>> GetStatusAsync(CancellationToken cancellationToken) =>
        AskAsync(RequestLine.Of(RequestWriter.Status), new StatusReply(), cancellationToken);

    /// <summary>Closes the connection, for a caller that has nothing more to ask. A further request opens another one.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        using AsyncLock.Releaser _ = await _lock.AcquireAsync(cancellationToken).ConfigureAwait(false);
        _connection?.Dispose();
    }

    private async Task<T> AskAsync<T>(ReadOnlyMemory<byte> request, ReplyAssembler<T> reply, CancellationToken cancellationToken)
    {
        using AsyncLock.Releaser _ = await _lock.AcquireAsync(cancellationToken).ConfigureAwait(false);
        if (_connection is not { HasEnded: false })
            _connection = await source.GetAsync(cancellationToken).ConfigureAwait(false);
        return await _connection.AskAsync(request, reply, cancellationToken).ConfigureAwait(false);
    }
}
