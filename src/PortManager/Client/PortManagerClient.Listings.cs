using System.Runtime.CompilerServices;
using PortManager.Protocol;

namespace PortManager.Client;

/// <content>What is advertised: to list it, to find and wait for some of it, and to watch it change.</content>
public sealed partial class PortManagerClient
{
    /// <summary>Lists all ports that the port manager has given out, as it orders them: by user, service and port.</summary>
    /// <param name="cancellationToken">Cancels the call. Ports of this client stay.</param>
    public Task<IReadOnlyList<PortAllocation>> ListPortsAsync(CancellationToken cancellationToken = default) =>
        _lifetime.RunAsync(
            async token =>
            {
                await _holder.RecoveredAsync(token).ConfigureAwait(false);
                return await _lister.ListAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Lists the ports, as <see cref="ListPortsAsync"/> does, that match all that is given.</summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">
    /// What the name of the service begins with: finds all instances, <c>myService</c> and <c>myService_1</c>.
    /// </param>
    /// <param name="user">The exact name of the user.</param>
    /// <param name="cancellationToken">Cancels the call. Ports of this client stay.</param>
    public async Task<IReadOnlyList<PortAllocation>> FindAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default)
    {
        var filter = new PortFilter(service, beginsWith, user);
        IReadOnlyList<PortAllocation> all = await ListPortsAsync(cancellationToken).ConfigureAwait(false);
        return [.. all.Where(port => filter.Matches(port.Service, port.User))];
    }

    /// <summary>
    /// Lists the ports that match all that is given, as <see cref="FindAsync"/> does, with what else the port manager knows of them.
    /// </summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">What the name of the service begins with.</param>
    /// <param name="user">The exact name of the user.</param>
    /// <param name="cancellationToken">Cancels the call. Ports of this client stay.</param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old.</exception>
    public Task<IReadOnlyList<PortDetails>> ListDetailsAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default)
    {
        PortFilter filter = Filter(service, beginsWith, user);
        return _lifetime.RunAsync(
            async token =>
            {
                await _holder.RecoveredAsync(token).ConfigureAwait(false);
                await _capabilities.RequireAsync("DETAIL", token).ConfigureAwait(false);
                return await _lister.ListDetailsAsync(filter, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    /// <summary>What the port manager says of itself: keys and values, in its order (docs/protocol.md, STATUS).</summary>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old.</exception>
    internal Task<IReadOnlyList<KeyValuePair<string, string>>> GetStatusAsync(CancellationToken cancellationToken = default) =>
        _lifetime.RunAsync(
            async token =>
            {
                await _holder.RecoveredAsync(token).ConfigureAwait(false);
                await _capabilities.RequireAsync("STATUS", token).ConfigureAwait(false);
                return await _lister.GetStatusAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Waits until a service is advertised; returns at once when it is.</summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="user">The exact name of the user who runs it; null for any user.</param>
    /// <param name="timeout">How long to wait, at most 1 day; zero looks once; null waits without an end.</param>
    /// <param name="cancellationToken">Cancels the wait. Ports of this client stay.</param>
    /// <exception cref="ArgumentException">A name is not valid, or the time is out of range.</exception>
    /// <exception cref="TimeoutException">The time was over.</exception>
    public async Task<PortAllocation> WaitForAsync(
        string service, string? user = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Check.AdvertisedName(service);
        Check.Wait(timeout);
        IAsyncEnumerable<PortChange> changes = WatchAsync(service, user: user, cancellationToken: default);
        if (timeout == TimeSpan.Zero)
        {
            IReadOnlyList<PortAllocation> now =
                await FindAsync(service, null, user, cancellationToken).ConfigureAwait(false);
            return now.Count > 0 ? now[0] : throw new TimeoutException(Message());
        }

        return await TimeLimit.RunAsync(
            async token =>
            {
                PortChange first = await changes.FirstAsync(c => c.Kind == PortChangeKind.Added, token).ConfigureAwait(false);
                return first.Allocation;
            },
            timeout ?? Timeout.InfiniteTimeSpan,
            _options.TimeProvider,
            Message,
            cancellationToken).ConfigureAwait(false);

        string Message() => Messages.NotListed(_server, service, timeout!.Value);
    }

    /// <summary>
    /// Watches the ports that match all that is given: first one addition for each that is there, then each change as it happens.
    /// The stream has no end; leave the loop, or cancel it. An old port manager is asked for listings again and again, so that
    /// what comes and goes between two of them is not seen. When the connection drops, the stream goes on, with the differences,
    /// as soon as there is a new one.
    /// </summary>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">What the name of the service begins with.</param>
    /// <param name="user">The exact name of the user.</param>
    /// <param name="cancellationToken">
    /// Ends the stream with an <see cref="OperationCanceledException"/>. Ports of this client stay.
    /// </param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public IAsyncEnumerable<PortChange> WatchAsync(
        string? service = null, string? beginsWith = null, string? user = null, CancellationToken cancellationToken = default) =>
        ReadChangesAsync(Filter(service, beginsWith, user), cancellationToken);

    private static PortFilter Filter(string? service, string? beginsWith, string? user)
    {
        Check.Filter(service, beginsWith, user);
        return new PortFilter(service, beginsWith, user);
    }

    private async IAsyncEnumerable<PortChange> ReadChangesAsync(
        PortFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _lifetime.WaitAsync(_holder.RecoveredAsync, _options.RequestTimeout, cancellationToken).ConfigureAwait(false);
        using var feed = new ChangeFeed(filter, _source, _capabilities, _lister, _options, _lifetime);
        await foreach (PortChange change in feed.ReadAsync(cancellationToken).ConfigureAwait(false))
            yield return change;
    }
}
