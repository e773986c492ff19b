using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Which further requests the port manager knows (SPEC section 4). It is asked once, on a connection of its own, since old ones
/// hang up on what they do not know; and again after a connection dropped, since another may have taken over.
/// </summary>
internal sealed class ServerCapabilities(ConnectionSource source)
{
    private static readonly ReadOnlyMemory<byte> s_request = RequestLine.Of(RequestWriter.Version);

    private readonly AsyncLock _lock = new();
    private IReadOnlySet<string>? _known;

    /// <summary>Whether it knows a request that another can replace. One that hangs up without a word is taken for old.</summary>
    public async Task<bool> ContainsAsync(string request, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetAsync(cancellationToken).ConfigureAwait(false)).Contains(request);
        }
        catch (Exception e) when (IsDisconnect(e))
        {
            // About to restart, or full: the next one who asks may learn more.
            return false;
        }
    }

    /// <exception cref="PortManagerNotSupportedException">The port manager does not know the request.</exception>
    /// <exception cref="PortManagerClosedException">It hung up, so that nobody can tell.</exception>
    public async Task RequireAsync(string request, CancellationToken cancellationToken)
    {
        if (!(await GetAsync(cancellationToken).ConfigureAwait(false)).Contains(request))
            throw Messages.TooOld(request);
    }

    /// <summary>Asks again the next time.</summary>
    public void Forget() => Volatile.Write(ref _known, null);

    /// <summary>Asks on a connection that holds no ports. An old port manager says so, and ends the connection.</summary>
    public static async Task<IReadOnlySet<string>> AskAsync(
        RequestConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.AskAsync(s_request, new VersionReply(), cancellationToken).ConfigureAwait(false);
        }
        catch (PortRefusedException e) when (e.Message.StartsWith(Reply.InvalidRequest, StringComparison.Ordinal))
        {
            return new HashSet<string>();
        }
    }

    private async Task<IReadOnlySet<string>> GetAsync(CancellationToken cancellationToken)
    {
        using AsyncLock.Releaser _ = await _lock.AcquireAsync(cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _known) is { } known)
            return known;
        using RequestConnection connection = await source.ConnectAsync(cancellationToken).ConfigureAwait(false);
        known = await AskAsync(connection, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _known, known);
        return known;
    }

    private static bool IsDisconnect(Exception e) =>
        e is PortManagerClosedException || (e is SocketException network && Disconnect.Is(network));
}
