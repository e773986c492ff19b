using System.Diagnostics.CodeAnalysis;

namespace PortManager.Client;

/// <summary>
/// Owns the connection that holds the ports. If it drops while it holds ports, they are claimed again on a new one, before any other
/// request is sent.
/// </summary>
/// <param name="ports">The ports that are held.</param>
/// <param name="source">Provides connections.</param>
/// <param name="options">The options of the client.</param>
/// <param name="lifetime">The lifetime of the client.</param>
/// <param name="events">Tells of what changes.</param>
/// <param name="onAway">Is called with the reason if the port manager is away for longer than a restart takes.</param>
internal sealed class HoldingConnection(
    HeldPorts ports,
    ConnectionSource source,
    PortManagerClientOptions options,
    Lifetime lifetime,
    ClientEvents events,
    Action<Exception> onAway)
{
    private readonly AsyncLock _sending = new();

    // Whoever changes the ports in view of the connection, or the connection in view of the ports, holds this.
    private readonly Lock _lock = new();
    private Holding? _holding;

    /// <summary>Why the port manager is away, so that calls have to wait. Null if it is not.</summary>
    public Exception? Trouble => Dropped?.Trouble;

    /// <summary>Whether the connection has dropped and its ports are not yet claimed again or lost.</summary>
    public bool IsReconnecting => Dropped is not null;

    /// <summary>The connection if it has dropped and its ports are not yet claimed again or lost.</summary>
    private Holding? Dropped =>
        Volatile.Read(ref _holding) is { Connection.HasEnded: true } dropped && !ports.IsEmpty ? dropped : null;

    /// <summary>Sends a request. If the connection has dropped, waits until its ports are claimed again or lost.</summary>
    /// <param name="prepare">Is called while the port manager is there, before the request is sent.</param>
    /// <param name="send">Sends the request on the connection.</param>
    /// <param name="cancellationToken">Cancels the call. If it does, nothing was sent.</param>
    public async Task<(RequestConnection Connection, ExpectedReply Expected)> SendAsync(
        Func<CancellationToken, Task> prepare,
        Func<RequestConnection, CancellationToken, Task<ExpectedReply>> send,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Dropped is { } dropped)
                await dropped.Guard.WaitAsync(cancellationToken).ConfigureAwait(false);
            await prepare(cancellationToken).ConfigureAwait(false);
            using AsyncLock.Releaser _ = await _sending.AcquireAsync(cancellationToken).ConfigureAwait(false);
            if (Dropped is not null)
                continue;
            if (_holding is not { Connection.HasEnded: false })
                Adopt(await source.GetAsync(cancellationToken).ConfigureAwait(false));
            RequestConnection connection = _holding.Connection;
            try
            {
                return (connection, await send(connection, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception) when (connection.HasEnded && !cancellationToken.IsCancellationRequested)
            {
                // It ended before anything was sent.
            }
        }
    }

    /// <summary>If the connection has dropped while it held ports, waits until the port manager is there again.</summary>
    public async Task ReconnectedAsync(CancellationToken cancellationToken)
    {
        if (Dropped is { } dropped)
            await dropped.Reconnected.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a port from those that are claimed again.</summary>
    /// <param name="port">The port.</param>
    /// <param name="only">The grant that has to be removed; null for any.</param>
    /// <returns>The connection that held it, and what was removed; null if it is not held.</returns>
    public (Holding? Holding, HeldPort? Held) Remove(int port, HeldPort? only)
    {
        lock (_lock)
            return (_holding, ports.Remove(port, only));
    }

    /// <summary>Undoes <see cref="Remove"/>, unless the connection has dropped.</summary>
    public void PutBack(Holding? holding, HeldPort held)
    {
        lock (_lock)
        {
            if (holding is { Connection.HasEnded: false })
                ports.PutBack(held);
        }
    }

    [MemberNotNull(nameof(_holding))]
    private void Adopt(RequestConnection connection)
    {
        var holding = new Holding(connection, options.TimeProvider, onAway);
        holding.Guard = Detached.RunAsync(() => GuardAsync(holding));
        _holding = holding;
    }

    /// <summary>Waits until the connection closes, and then recovers the ports that it held.</summary>
    private async Task GuardAsync(Holding holding)
    {
        Exception cause = await holding.Connection.Ended.ConfigureAwait(false);
        using AsyncLock.Releaser _ = await _sending.AcquireAsync(CancellationToken.None).ConfigureAwait(false);
        bool holdsPorts;
        lock (_lock)
            holdsPorts = _holding == holding && !ports.IsEmpty;
        try
        {
            if (!holdsPorts || lifetime.Closing.IsCancellationRequested)
                return;
            ClientMetrics.Disconnected();
            events.Add(new PortManagerStateChangedEventArgs(PortManagerStateChange.Disconnected, Text.Of(cause)));
            if (options.Reconnect)
                await ReclaimAsync(holding).ConfigureAwait(false);
            else
                Close(cause);
        }
        catch (PortManagerClosedException)
        {
            // The client was closed, which released its ports. They are not recovered.
        }
    }

    private async Task ReclaimAsync(Holding dropped)
    {
        var reclaimer = new Reclaimer(ports, source, options, lifetime, dropped);
        RequestConnection connection = await reclaimer.RunAsync().ConfigureAwait(false);
        IReadOnlyList<int> released;
        while ((released = ReleasedOf(reclaimer, connection)).Count > 0)
            await reclaimer.FreeAsync(connection, released).ConfigureAwait(false);
        foreach ((PortAllocation port, string reason) in reclaimer.Lost)
        {
            if (ports.Lose(port.Port))
                SayLost(port, reason);
        }

        events.Add(new PortManagerStateChangedEventArgs(PortManagerStateChange.Reconnected, "the port manager answers again."));
    }

    /// <summary>Returns the claimed ports that the client has released meanwhile. If there are none, adopts the connection.</summary>
    private List<int> ReleasedOf(Reclaimer reclaimer, RequestConnection connection)
    {
        lock (_lock)
        {
            List<int> released = [.. reclaimer.Claimed.Where(port => !ports.Contains(port))];
            if (released.Count == 0)
                Adopt(connection);
            return released;
        }
    }

    private void Close(Exception cause)
    {
        string reason = Text.Of(cause);
        lifetime.Close($"The connection dropped, and its ports are released: {reason}", cause, () =>
        {
            foreach (PortAllocation port in ports.All)
            {
                if (ports.Lose(port.Port))
                    SayLost(port, reason);
            }
        });
    }

    private void SayLost(PortAllocation port, string reason)
    {
        ClientMetrics.Lost();
        events.Add(new PortManagerStateChangedEventArgs(PortManagerStateChange.PortLost, reason, port));
    }
}
