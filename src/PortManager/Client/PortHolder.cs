using System.Diagnostics.CodeAnalysis;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Owns the connection that holds the ports. Requests on it are serialised; when it drops under ports that are held, those are
/// claimed again before anything else is asked.
/// </summary>
/// <param name="user">The user under whom ports are advertised.</param>
/// <param name="source">Gives connections.</param>
/// <param name="capabilities">Knows which requests the port manager knows.</param>
/// <param name="options">The options of the client.</param>
/// <param name="lifetime">The life of the client.</param>
/// <param name="onLost">Is told of ports that are lost.</param>
internal sealed class PortHolder(
    string user,
    ConnectionSource source,
    ServerCapabilities capabilities,
    PortManagerClientOptions options,
    Lifetime lifetime,
    Action<IReadOnlyList<PortLostEventArgs>> onLost)
{
    private readonly AsyncLock _lock = new();
    private readonly HeldPorts _held = new(user);
    private Holding? _holding;

    public Task<int> GetAsync(string service, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            try
            {
                ReadOnlyMemory<byte> gimme = RequestLine.Of(o => RequestWriter.Gimme(o, service, user));
                int port = await connection.AskAsync(gimme, new PortReply(), cancellationToken).ConfigureAwait(false);
                _held.Add(port, service);
                return port;
            }
            catch
            {
                // The seed's contract: when this fails, all ports are released. None may be claimed again.
                _held.Clear();
                throw;
            }
        },
        cancellationToken);

    public Task<int> ClaimAsync(int port, string service, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await capabilities.RequireAsync("CLAIM", cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> claim = RequestLine.Of(o => RequestWriter.Claim(o, port, service, user));
            await connection.AskAsync(claim, new PortReply(port), cancellationToken).ConfigureAwait(false);
            _held.Add(port, service);
            return port;
        },
        cancellationToken);

    public Task<int> ReleaseAsync(int port, CancellationToken cancellationToken) => UseAsync(
        async connection =>
        {
            await capabilities.RequireAsync("FREE", cancellationToken).ConfigureAwait(false);
            // Should the connection end before the answer, the port is free as well: it must not be claimed again.
            string? service = _held.Remove(port);
            try
            {
                ReadOnlyMemory<byte> free = RequestLine.Of(o => RequestWriter.Free(o, port));
                return await connection.AskAsync(free, new PortReply(port), cancellationToken).ConfigureAwait(false);
            }
            catch (PortRefusedException) when (service is not null)
            {
                _held.Add(port, service);
                throw;
            }
        },
        cancellationToken);

    /// <summary>Waits, when the connection has dropped under ports, until they are there again or lost.</summary>
    public async Task RecoveredAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _holding) is { Connection.HasEnded: true } dropped)
            await dropped.Guard.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uses the connection alone, when it is there with all the ports that it has to hold.</summary>
    private async Task<T> UseAsync<T>(Func<RequestConnection, Task<T>> use, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task recovery;
            using (await _lock.AcquireAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_holding is not { Connection.HasEnded: true } || _held.IsEmpty)
                    return await use(await ConnectionAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                recovery = _holding.Guard;
            }

            await recovery.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The connection, or a new one where there is none, or one that held nothing and dropped.</summary>
    private async Task<RequestConnection> ConnectionAsync(CancellationToken cancellationToken)
    {
        if (_holding is not { Connection.HasEnded: false })
            Adopt(await source.GetAsync(cancellationToken).ConfigureAwait(false));
        return _holding.Connection;
    }

    [MemberNotNull(nameof(_holding))]
    private void Adopt(RequestConnection connection) => _holding = new Holding(connection, GuardAsync(connection));

    /// <summary>Waits for the end of the connection, and sees to the ports that it held.</summary>
    private async Task GuardAsync(RequestConnection connection)
    {
        Exception cause = await connection.Ended.ConfigureAwait(false);
        capabilities.Forget();
        using AsyncLock.Releaser _ = await _lock.AcquireAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_holding?.Connection == connection && !_held.IsEmpty && !lifetime.Closing.IsCancellationRequested)
                onLost(await RecoverAsync(cause).ConfigureAwait(false));
        }
        catch (PortManagerClosedException)
        {
            // The client was closed, and its ports with it: nobody wants them back.
        }
    }

    private async Task<IReadOnlyList<PortLostEventArgs>> RecoverAsync(Exception cause)
    {
        IReadOnlyList<PortLostEventArgs> lost;
        if (options.Reconnect)
        {
            (RequestConnection connection, lost) = await new Reclaimer(source, options, lifetime)
                .RunAsync(_held.All).ConfigureAwait(false);
            Adopt(connection);
        }
        else
        {
            string reason = Text.Of(cause);
            lost = [.. _held.All.Select(port => new PortLostEventArgs(port, reason))];
            lifetime.Close($"The connection dropped, and its ports are released: {reason}", cause);
        }

        foreach (PortLostEventArgs port in lost)
            _held.Remove(port.Allocation.Port);
        return lost;
    }

    /// <param name="Connection">The connection that holds the ports.</param>
    /// <param name="Guard">Completes when the connection has ended and its ports are on another, or lost.</param>
    private sealed record Holding(RequestConnection Connection, Task Guard);
}
