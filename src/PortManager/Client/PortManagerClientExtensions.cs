using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace PortManager.Client;

/// <summary>What can be done with several port managers at once.</summary>
public static class PortManagerClientExtensions
{
    // A reader that is slower than all hosts together holds them up, instead of filling the memory.
    private const int MaxWaiting = 1000;

    /// <summary>
    /// Watches the port managers of several hosts, as <see cref="PortManagerClient.WatchEventsAsync"/> does with one. <see cref="PortWatchEvent.Host"/> says of
    /// which an event is. A host that is down holds up no other. The stream has no end: leave the loop, or cancel it.
    /// </summary>
    /// <param name="clients">The clients, one for each host. They stay the caller's.</param>
    /// <param name="service">The exact name of the service.</param>
    /// <param name="beginsWith">What the name of the service begins with.</param>
    /// <param name="user">The exact name of the user.</param>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    public static IAsyncEnumerable<PortWatchEvent> WatchAllAsync(
        this IEnumerable<IPortManagerClient> clients,
        string? service = null,
        string? beginsWith = null,
        string? user = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clients);
        Check.Filter(service, beginsWith, user);
        return MergeAsync([.. clients], (client, token) => client.WatchEventsAsync(service, beginsWith, user, token), cancellationToken);
    }

    private static async IAsyncEnumerable<PortWatchEvent> MergeAsync(
        IPortManagerClient[] clients,
        Func<IPortManagerClient, CancellationToken, IAsyncEnumerable<PortWatchEvent>> watch,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateBounded<PortWatchEvent>(MaxWaiting);
        Task[] watches = [.. clients.Select(client => ForwardAsync(watch(client, end.Token), events.Writer, end.Token))];
        try
        {
            await foreach (PortWatchEvent next in events.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return next;
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(watches).ConfigureAwait(false);
        }
    }

    private static async Task ForwardAsync(
        IAsyncEnumerable<PortWatchEvent> from, ChannelWriter<PortWatchEvent> to, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (PortWatchEvent next in from.ConfigureAwait(false))
                await to.WriteAsync(next, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has left.
        }
        catch (Exception e)
        {
            to.TryComplete(e);
        }
    }
}
