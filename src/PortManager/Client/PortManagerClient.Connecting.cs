using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <content>Connects to services.</content>
public sealed partial class PortManagerClient
{
    /// <summary>
    /// Connects to a service on this client's host. It waits until the service is advertised and accepts: if one instance does not, it tries the next, in the
    /// order of the listing. If the port manager is away, it waits for that too.
    /// </summary>
    /// <param name="service">The name of the service. Its further instances, which have a number, are tried too.</param>
    /// <param name="user">The exact name of the user who runs the service; null for any user.</param>
    /// <param name="timeout">How long to try, more than 0, at most 1 day; null tries without a limit.</param>
    /// <param name="cancellationToken">Cancels the call. The client keeps its ports.</param>
    /// <returns>The connected socket, which is the caller's, with Nagle's algorithm off.</returns>
    /// <exception cref="ArgumentException">A name is not valid, or the timeout is out of range.</exception>
    /// <exception cref="TimeoutException">No instance accepted in time. The inner exception has the last error, if there was one.</exception>
    public async Task<Socket> ConnectToAsync(
        string service, string? user = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        Check.AdvertisedName(service);
        Check.Wait(timeout);
        Filter(service, null, user);
        Exception? trouble = null;
        try
        {
            return await TimeLimit.RunAsync(
                token => ConnectToAnyAsync(service, user, e => trouble = e, token),
                timeout ?? Timeout.InfiniteTimeSpan,
                _options.TimeProvider,
                () => "",
                cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (timeout is not null)
        {
            throw Messages.NotAccepted(_server, service, timeout.Value, trouble);
        }
    }

    private async Task<Socket> ConnectToAnyAsync(string service, string? user, Action<Exception> onFailed, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_options.PollInterval, _options.MaxPollInterval, _options.TimeProvider);
        while (true)
        {
            // The plain name is advertised as long as one instance is.
            await WaitForAsync(service, user, null, cancellationToken).ConfigureAwait(false);
            try
            {
                IReadOnlyList<PortAllocation> found =
                    await FindAsync(beginsWith: service, user: user, cancellationToken: cancellationToken).ConfigureAwait(false);
                foreach (PortAllocation instance in found.Where(instance => Instances.Is(service, instance.Service)))
                {
                    if (await TryConnectAsync(instance.Port, onFailed, cancellationToken).ConfigureAwait(false) is { } socket)
                        return socket;
                }
            }
            catch (Exception e) when (e is SocketException or TimeoutException or PortManagerException && State != PortManagerClientState.Closed)
            {
                onFailed(e);
            }

            await _lifetime.WaitAsync(backoff.WaitAsync, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Socket?> TryConnectAsync(int port, Action<Exception> onFailed, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dialer.ResolveAsync(Host, _options, cancellationToken).ConfigureAwait(false);
        foreach (IPAddress address in _source.InOrder(addresses))
        {
            try
            {
                return await TimeLimit.RunAsync(
                    token => Dialer.ConnectSocketAsync(new IPEndPoint(address, port), token),
                    _options.ConnectTimeout,
                    _options.TimeProvider,
                    () => Messages.NotReached(new ServerAddress(Host, port), _options.ConnectTimeout),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                onFailed(e);
            }
        }

        return null;
    }
}
