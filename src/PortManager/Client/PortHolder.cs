using System.Diagnostics.CodeAnalysis;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Owns the connection that holds the ports. It sends one request at a time. If the connection drops while it holds ports, it
/// claims them again before it sends another request.
/// </summary>
/// <param name="user">The user under whom services are advertised.</param>
/// <param name="source">Provides connections.</param>
/// <param name="capabilities">The requests that the port manager knows.</param>
/// <param name="options">The options of the client.</param>
/// <param name="lifetime">The lifetime of the client.</param>
/// <param name="onLost">Receives the ports that are lost.</param>
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
                // By contract, an error here releases all ports. None may be claimed again.
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
            // If the connection closes before the reply, the port is free too. It must not be claimed again.
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

    /// <summary>If the connection has dropped while it held ports, waits until each port is claimed again or lost.</summary>
    public async Task RecoveredAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _holding) is { Connection.HasEnded: true } dropped)
            await dropped.Guard.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Uses the connection exclusively. If it has dropped, waits until its ports are claimed again or lost.</summary>
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

    /// <summary>Returns the connection. Opens one if there is none, or if it dropped while it held no port.</summary>
    private async Task<RequestConnection> ConnectionAsync(CancellationToken cancellationToken)
    {
        if (_holding is not { Connection.HasEnded: false })
            Adopt(await source.GetAsync(cancellationToken).ConfigureAwait(false));
        return _holding.Connection;
    }

    [MemberNotNull(nameof(_holding))]
    private void Adopt(RequestConnection connection) => _holding = new Holding(connection, GuardAsync(connection));

    /// <summary>Waits until the connection closes, and then recovers the ports that it held.</summary>
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
            // The client was closed, which released its ports. They are not recovered.
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
    /// <param name="Guard">Completes when the connection has closed and each of its ports is claimed again or lost.</param>
    private sealed record Holding(RequestConnection Connection, Task Guard);
}
