using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Gets, claims and releases ports over the connection that holds them. A call that fails, times out or is cancelled costs no other
/// port: the reply is taken when it comes, and a port that is granted then is released at once.
/// </summary>
/// <param name="user">The user under whom services are advertised.</param>
/// <param name="ports">The ports that are held.</param>
/// <param name="connections">The connection that holds them.</param>
/// <param name="capabilities">The requests that the port manager knows.</param>
/// <param name="options">The options of the client.</param>
/// <param name="lifetime">The lifetime of the client.</param>
internal sealed class PortHolder(
    string user,
    HeldPorts ports,
    HoldingConnection connections,
    ServerCapabilities capabilities,
    PortManagerClientOptions options,
    Lifetime lifetime)
{
    public Task<HeldPort> GetAsync(string service, bool isUnique, CancellationToken cancellationToken) => TakeAsync(
        isUnique ? "UNIQUE" : null,
        RequestLine.Of(o => RequestWriter.Gimme(o, service, user, isUnique)),
        new PortReply(),
        service,
        cancellationToken);

    public Task<HeldPort> ClaimAsync(int port, string service, CancellationToken cancellationToken) => TakeAsync(
        "CLAIM",
        RequestLine.Of(o => RequestWriter.Claim(o, port, service, user)),
        new PortReply(port),
        service,
        cancellationToken);

    /// <summary>Releases a port, whoever got it, and tells its lease.</summary>
    public Task<int> ReleaseAsync(int port, CancellationToken cancellationToken) => ReleaseAsync(port, null, cancellationToken);

    /// <summary>Releases a port at the wish of its lease. If the port is lost or released already, nothing is sent.</summary>
    public Task<int> ReleaseAsync(HeldPort held, CancellationToken cancellationToken) => ReleaseAsync(held.Port, held, cancellationToken);

    /// <summary>
    /// Releases a port. It is off the list of those to claim at once, whatever comes of the request. So the request is sent even if the caller
    /// stops waiting: else the port would be nobody's, and advertised until the connection ends.
    /// </summary>
    private async Task<int> ReleaseAsync(int port, HeldPort? only, CancellationToken cancellationToken)
    {
        (Holding? holding, HeldPort? held) = connections.Remove(port, only);
        if (only is not null && held is null)
            return port;
        if (held is null)
            return await FreeAsync(port, only, holding, held, cancellationToken).ConfigureAwait(false);
        Task<int> freeing = lifetime.RunAsync(token => FreeAsync(port, only, holding, held, token), CancellationToken.None);
        // Its error is nobody's if the caller has stopped waiting.
        _ = freeing.ContinueWith(
            static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return await freeing.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks to free a port. If the connection that held it has dropped, or drops before the reply, that has released it.</summary>
    private async Task<int> FreeAsync(int port, HeldPort? only, Holding? holding, HeldPort? held, CancellationToken cancellationToken)
    {
        bool IsReleased() => held is not null && holding is { Connection.HasEnded: true }
            && options.Reconnect && !lifetime.Closing.IsCancellationRequested;

        bool isKept = false;
        try
        {
            if (!IsReleased())
            {
                await AskAsync(
                    "FREE", RequestLine.Of(o => RequestWriter.Free(o, port)), new PortReply(port), (_, freed, _) => ports.Lose(freed), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (PortManagerNotSupportedException) when (held is not null)
        {
            isKept = true;
            connections.PutBack(holding, held);
            throw;
        }
        catch (Exception) when (IsReleased())
        {
            // The end of the connection has released it.
        }
        finally
        {
            if (only is null && !isKept)
                held?.Lose();
        }

        return port;
    }

    private async Task<HeldPort> TakeAsync(
        string? capability, ReadOnlyMemory<byte> request, PortReply reply, string service, CancellationToken cancellationToken)
    {
        HeldPort? held = null;
        await AskAsync(
            capability,
            request,
            reply,
            (connection, port, isLate) => held = OnGranted(connection, port, service, isLate),
            cancellationToken).ConfigureAwait(false);
        return held ?? throw new InvalidOperationException("A granted port is held.");
    }

    private async Task<int> AskAsync(
        string? capability,
        ReadOnlyMemory<byte> request,
        PortReply reply,
        Action<RequestConnection, int, bool> onTaken,
        CancellationToken cancellationToken)
    {
        (RequestConnection connection, ExpectedReply expected) = await connections.SendAsync(
            async token =>
            {
                if (capability is not null)
                    await capabilities.RequireAsync(capability, token).ConfigureAwait(false);
            },
            (connection, token) => connection.SendAsync(request, reply, isLate => onTaken(connection, reply.Value, isLate), token),
            cancellationToken).ConfigureAwait(false);
        await connection.ReceiveAsync(expected, cancellationToken).ConfigureAwait(false);
        return reply.Value;
    }

    private HeldPort? OnGranted(RequestConnection connection, int port, string service, bool isLate)
    {
        if (!isLate)
            return ports.Add(port, service);
        if (!ports.Contains(port))
            _ = Detached.RunAsync(() => FreeAsync(connection, port));
        return null;
    }

    /// <summary>Releases a port that nobody waits for any more. An old port manager cannot, and keeps it for the client.</summary>
    private async Task FreeAsync(RequestConnection connection, int port)
    {
        try
        {
            if (await lifetime.RunAsync(token => capabilities.ContainsAsync("FREE", token), default).ConfigureAwait(false))
            {
                ReadOnlyMemory<byte> free = RequestLine.Of(o => RequestWriter.Free(o, port));
                await connection.SendAsync(free, new PortReply(port), static _ => { }, lifetime.Closing).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or TimeoutException or PortManagerException or OperationCanceledException)
        {
            // The end of the connection releases the port.
        }
    }
}
