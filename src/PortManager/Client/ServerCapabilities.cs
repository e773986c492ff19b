using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// The requests that the port manager knows besides GIMME and LIST (SPEC section 4). It is asked on a separate connection, because
/// an old one closes the connection on a request that it does not know. Its answer counts as long as the connections that were open
/// then: once one of them has ended, the port manager may have been replaced.
/// </summary>
internal sealed class ServerCapabilities(ConnectionSource source)
{
    private static readonly ReadOnlyMemory<byte> s_request = RequestLine.Of(RequestWriter.Version);

    private readonly AsyncLock _lock = new();
    private ServerIdentity? _known;
    private int? _generation;

    /// <summary>
    /// Returns whether the port manager knows a request, for a caller that has a replacement. False if the port manager closes the
    /// connection without an answer.
    /// </summary>
    public async Task<bool> ContainsAsync(string request, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetAsync(cancellationToken).ConfigureAwait(false)).Requests.Contains(request);
        }
        catch (Exception e) when (IsDisconnect(e))
        {
            // The port manager may be about to restart, or full. The next caller asks again.
            return false;
        }
    }

    /// <summary>Makes sure that the port manager knows a request.</summary>
    /// <exception cref="PortManagerNotSupportedException">The port manager does not know the request.</exception>
    /// <exception cref="PortManagerClosedException">The port manager closed the connection without an answer.</exception>
    public async Task RequireAsync(string request, CancellationToken cancellationToken)
    {
        if (!(await GetAsync(cancellationToken).ConfigureAwait(false)).Requests.Contains(request))
            throw Messages.TooOld(request);
    }

    /// <summary>Forgets the answer, so that the next call asks again.</summary>
    public void Forget() => Volatile.Write(ref _known, null);

    /// <summary>Asks on a connection that holds no ports. An old port manager refuses, and closes the connection.</summary>
    public static async Task<ServerIdentity> AskAsync(
        RequestConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.AskAsync(s_request, new VersionReply(), cancellationToken).ConfigureAwait(false);
        }
        catch (PortRefusedException e) when (e.Message.StartsWith(Reply.InvalidRequest, StringComparison.Ordinal))
        {
            return ServerIdentity.Old;
        }
    }

    /// <summary>Returns what the port manager says of itself.</summary>
    public async Task<ServerIdentity> GetAsync(CancellationToken cancellationToken)
    {
        using AsyncLock.Releaser _ = await _lock.AcquireAsync(cancellationToken).ConfigureAwait(false);
        int? generation = source.Generation;
        if (generation is not null && generation == _generation && Volatile.Read(ref _known) is { } known)
            return known;
        using RequestConnection connection = await source.ConnectOnceAsync(cancellationToken).ConfigureAwait(false);
        known = await AskAsync(connection, cancellationToken).ConfigureAwait(false);
        _generation = generation;
        Volatile.Write(ref _known, known);
        return known;
    }

    private static bool IsDisconnect(Exception e) =>
        e is PortManagerClosedException || (e is SocketException network && Disconnect.Is(network));
}
