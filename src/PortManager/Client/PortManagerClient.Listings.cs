using System.Runtime.CompilerServices;
using PortManager.Protocol;

namespace PortManager.Client;

/// <content>Lists, finds, waits for and watches advertised services.</content>
public sealed partial class PortManagerClient
{
    /// <summary>Lists all allocated ports, in the port manager's order: by user, service and port.</summary>
    /// <param name="cancellationToken">Cancels the call. The client keeps its ports.</param>
    public Task<IReadOnlyList<PortAllocation>> ListPortsAsync(CancellationToken cancellationToken = default) =>
        CallAsync(
            async token =>
            {
                await _holding.ReconnectedAsync(token).ConfigureAwait(false);
                return await _lister.ListAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Lists the ports, as <see cref="ListPortsAsync"/> does, that match every criterion that is not null.</summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">
    /// What the name of the service begins with. It finds all instances: <c>myService</c> and <c>myService_1</c>.
    /// </param>
    /// <param name="user">The exact name of the user: the one that is listed, or the verified one if the port manager knows FIND.</param>
    /// <param name="cancellationToken">Cancels the call. The client keeps its ports.</param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public Task<IReadOnlyList<PortAllocation>> FindAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default)
    {
        PortFilter filter = Filter(service, beginsWith, user);
        return CallAsync(
            async token =>
            {
                await _holding.ReconnectedAsync(token).ConfigureAwait(false);
                return await _lister.FindAsync(filter, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>
    /// Lists the ports that match every criterion that is not null, as <see cref="FindAsync"/> does, with their details.
    /// </summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">What the name of the service begins with.</param>
    /// <param name="user">The exact name of the user.</param>
    /// <param name="cancellationToken">Cancels the call. The client keeps its ports.</param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old.</exception>
    public Task<IReadOnlyList<PortDetails>> ListDetailsAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default)
    {
        PortFilter filter = Filter(service, beginsWith, user);
        return CallAsync(
            async token =>
            {
                await _holding.ReconnectedAsync(token).ConfigureAwait(false);
                await _capabilities.RequireAsync("DETAIL", token).ConfigureAwait(false);
                return await _lister.ListDetailsAsync(filter, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>Gets what the port manager says of itself, when it is asked: <c>PortManager 1.2.3</c>.</summary>
    /// <param name="cancellationToken">Cancels the call. The client keeps its ports.</param>
    /// <returns>Its name and version; null if it is too old to say.</returns>
    public Task<string?> GetServerVersionAsync(CancellationToken cancellationToken = default) =>
        CallAsync(
            async token =>
            {
                await _holding.ReconnectedAsync(token).ConfigureAwait(false);
                return (await _capabilities.GetAsync(token).ConfigureAwait(false)).Product;
            },
            cancellationToken);

    /// <summary>Gets the port manager's status: keys and values, in its order (docs/protocol.md, STATUS).</summary>
    /// <param name="cancellationToken">Cancels the call. The client keeps its ports.</param>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old.</exception>
    public Task<IReadOnlyList<KeyValuePair<string, string>>> GetStatusAsync(CancellationToken cancellationToken = default) =>
        CallAsync(
            async token =>
            {
                await _holding.ReconnectedAsync(token).ConfigureAwait(false);
                await _capabilities.RequireAsync("STATUS", token).ConfigureAwait(false);
                return await _lister.GetStatusAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>
    /// Waits until a service is advertised. If it is already, the call returns at once. If the port manager is away, the call waits for it
    /// too.
    /// </summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="user">The exact name of the user who runs the service; null for any user.</param>
    /// <param name="timeout">How long to wait, at most 1 day. Zero checks once; null waits without a limit.</param>
    /// <param name="cancellationToken">Cancels the wait. The client keeps its ports.</param>
    /// <exception cref="ArgumentException">A name is not valid, or the timeout is out of range.</exception>
    /// <exception cref="TimeoutException">The service was not advertised in time.</exception>
    /// <exception cref="PortManagerUnavailableException">
    /// The port manager was away when the time was over, or did not answer: it is not known whether the service is advertised.
    /// </exception>
    public async Task<PortAllocation> WaitForAsync(
        string service, string? user = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Check.AdvertisedName(service);
        Check.Wait(timeout);
        PortFilter filter = Filter(service, null, user);
        using var feed = new ChangeFeed(Host, filter, _source, _capabilities, _lister, _options, _lifetime) { IsPatient = true };
        try
        {
            // Zero would be over before the port manager has answered.
            return timeout == TimeSpan.Zero
                ? await FindOneAsync(filter, cancellationToken).ConfigureAwait(false) ?? throw new TimeoutException(Message())
                : await TimeLimit.RunAsync(
                    token => FirstAsync(feed, service, token),
                    timeout ?? Timeout.InfiniteTimeSpan,
                    _options.TimeProvider,
                    Message,
                    cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (feed.Trouble is not null)
        {
            throw Messages.NotKnown(_server, service, feed.Trouble);
        }

        string Message() => Messages.NotListed(_server, service, timeout!.Value);
    }

    /// <summary>
    /// Watches the ports that match every criterion that is not null. It yields one addition for each port that is already
    /// advertised, then each change as it happens. The stream has no end: leave the loop, or cancel it. An old port manager is polled
    /// for listings, so a service that comes and goes between two of them is not seen. If the connection drops, the stream continues
    /// with the differences once the client has reconnected.
    /// </summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">What the name of the service begins with.</param>
    /// <param name="user">The exact name of the user.</param>
    /// <param name="cancellationToken">
    /// Ends the stream with an <see cref="OperationCanceledException"/>. The client keeps its ports.
    /// </param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public IAsyncEnumerable<PortChange> WatchAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default) =>
        ReadChangesAsync(Filter(service, beginsWith, user), cancellationToken);

    /// <summary>
    /// Watches the ports as <see cref="WatchAsync"/> does, and says when all that is advertised has been told, and when the port manager cannot be reached: so a table
    /// can be drawn, and greyed out. It also waits for a port manager that is away at the beginning.
    /// </summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">What the name of the service begins with.</param>
    /// <param name="user">The exact name of the user.</param>
    /// <param name="cancellationToken">
    /// Ends the stream with an <see cref="OperationCanceledException"/>. The client keeps its ports.
    /// </param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public IAsyncEnumerable<PortWatchEvent> WatchEventsAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default) =>
        ReadEventsAsync(Filter(service, beginsWith, user), cancellationToken);

    private async Task<PortAllocation?> FindOneAsync(PortFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<PortAllocation> now =
                await FindAsync(filter.Service, null, filter.User, cancellationToken).ConfigureAwait(false);
            return now.Count > 0 ? now[0] : null;
        }
        catch (TimeoutException e)
        {
            throw Messages.NotKnown(_server, filter.Service!, e);
        }
    }

    /// <summary>Waits for the first addition.</summary>
    private async Task<PortAllocation> FirstAsync(ChangeFeed feed, string service, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (PortChange change in feed.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (change.Kind == PortChangeKind.Added)
                    return change.Allocation;
            }
        }
        catch (TimeoutException e)
        {
            // Not that of the caller, which means that the service is not advertised.
            throw Messages.NotKnown(_server, service, e);
        }

        throw new InvalidOperationException("The changes have no end.");
    }

    private async IAsyncEnumerable<PortWatchEvent> ReadEventsAsync(
        PortFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var feed = new ChangeFeed(Host, filter, _source, _capabilities, _lister, _options, _lifetime) { IsPatient = true };
        await foreach (PortWatchEvent next in feed.ReadEventsAsync(cancellationToken).ConfigureAwait(false))
            yield return next;
    }

    private static PortFilter Filter(string? service, string? beginsWith, string? user)
    {
        Check.Filter(service, beginsWith, user);
        return new PortFilter(service, beginsWith, user);
    }

    private async IAsyncEnumerable<PortChange> ReadChangesAsync(
        PortFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync(
            async token =>
            {
                await _holding.ReconnectedAsync(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        using var feed = new ChangeFeed(Host, filter, _source, _capabilities, _lister, _options, _lifetime);
        await foreach (PortChange change in feed.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    /// <summary>Closes the connection for listings. A further listing opens another one.</summary>
    internal Task CloseListingsAsync(CancellationToken cancellationToken) => _lister.CloseAsync(cancellationToken);
}
