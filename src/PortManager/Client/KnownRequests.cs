using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Which further requests the port manager knows (SPEC section 4). It is asked once, on a connection of its own, since old ones
/// hang up on what they do not know; and again after a connection dropped, since another may have taken over.
/// </summary>
internal sealed class KnownRequests(ConnectionSource source)
{
    private static readonly ReadOnlyMemory<byte> s_request = RequestLine.Of(RequestWriter.Version);

    private readonly Gate _gate = new();
    private IReadOnlySet<string>? _known;

    public async Task<bool> IncludeAsync(string request, CancellationToken cancellationToken)
    {
        using Gate.Pass _ = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            IReadOnlySet<string>? known = Volatile.Read(ref _known);
            if (known is null)
            {
                using RequestConnection connection = await source.ConnectAsync(cancellationToken).ConfigureAwait(false);
                known = await AskAsync(connection, cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _known, known);
            }

            return known.Contains(request);
        }
        catch (Exception e) when (IsHangUp(e))
        {
            // Old, or about to restart: for now it knows nothing, and the next one who asks may learn more.
            return false;
        }
    }

    /// <exception cref="PortManagerNotSupportedException">The port manager does not know the request.</exception>
    public async Task RequireAsync(string request, CancellationToken cancellationToken)
    {
        if (!await IncludeAsync(request, cancellationToken).ConfigureAwait(false))
            throw new PortManagerNotSupportedException($"The port manager is too old: it does not know the request {request}.");
    }

    /// <summary>Asks again the next time.</summary>
    public void Forget() => Volatile.Write(ref _known, null);

    /// <summary>Asks on a connection that holds no ports. An old port manager knows none, and ends the connection.</summary>
    public static async Task<IReadOnlySet<string>> AskAsync(
        RequestConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.AskAsync(s_request, new VersionReply(), cancellationToken).ConfigureAwait(false);
        }
        catch (PortRefusedException)
        {
            return new HashSet<string>();
        }
    }

    private static bool IsHangUp(Exception e) => e
        is PortManagerClosedException
        or SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown };
}
