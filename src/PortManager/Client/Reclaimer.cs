using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Claims the same ports again after a connection dropped. It connects until it succeeds, sends VERSION, and claims each port until
/// the port manager grants it or its refusal is final. An instance is used once.
/// </summary>
internal sealed class Reclaimer(ConnectionSource source, PortManagerClientOptions options, Lifetime lifetime)
{
    private readonly List<PortLostEventArgs> _lost = [];
    private readonly Backoff _backoff = new(options.ReconnectDelay, options.MaxReconnectDelay, options.TimeProvider);
    private long? _firstRefusal;

    /// <summary>Runs until the port manager has granted or refused each port, however long it is down.</summary>
    /// <returns>The connection that now holds the ports, and the lost ports. If all are lost, the connection is closed.</returns>
    /// <exception cref="PortManagerClosedException">The client was closed meanwhile.</exception>
    public async Task<(RequestConnection Connection, IReadOnlyList<PortLostEventArgs> Lost)> RunAsync(
        IReadOnlyList<PortAllocation> held)
    {
        while (true)
        {
            await lifetime.WaitAsync(_backoff.WaitAsync, Timeout.InfiniteTimeSpan, default).ConfigureAwait(false);
            RequestConnection? connection = null;
            try
            {
                connection = await lifetime.RunAsync(source.ConnectAsync, default).ConfigureAwait(false);
                await ReclaimAsync(connection, [.. held.Except(_lost.Select(port => port.Allocation))]).ConfigureAwait(false);
                // A port manager that refuses may be about to close the connection, and this one holds no port.
                if (_lost.Count == held.Count)
                    connection.Dispose();
                return (connection, _lost);
            }
            catch (Exception e) when (IsTransient(e))
            {
                connection?.Dispose();
            }
        }
    }

    private async Task ReclaimAsync(RequestConnection connection, List<PortAllocation> ports)
    {
        // This connection holds no port yet, so nothing is lost if an old port manager closes it on VERSION.
        IReadOnlySet<string> known = await lifetime.RunAsync(
            token => ServerCapabilities.AskAsync(connection, token), default).ConfigureAwait(false);
        _backoff.Reset();
        if (!known.Contains("CLAIM"))
        {
            const string Reason = "the port manager is too old to give the same port again";
            _lost.AddRange(ports.Select(port => new PortLostEventArgs(port, Reason)));
            return;
        }

        while (await ClaimAsync(connection, ports).ConfigureAwait(false) is { Count: > 0 } refused)
        {
            await lifetime.WaitAsync(_backoff.WaitAsync, Timeout.InfiniteTimeSpan, default).ConfigureAwait(false);
            ports = refused;
        }
    }

    /// <summary>Claims each port. Returns the ports that have to be claimed again.</summary>
    private async Task<List<PortAllocation>> ClaimAsync(RequestConnection connection, List<PortAllocation> ports)
    {
        var refused = new List<PortAllocation>();
        foreach (PortAllocation port in ports)
        {
            ReadOnlyMemory<byte> claim = RequestLine.Of(o => RequestWriter.Claim(o, port.Port, port.Service, port.User));
            try
            {
                await lifetime.RunAsync(
                    token => connection.AskAsync(claim, new PortReply(port.Port), token), default).ConfigureAwait(false);
            }
            catch (PortRefusedException e) when (IsFinal())
            {
                _lost.Add(new PortLostEventArgs(port, e.Message));
            }
            catch (PortRefusedException)
            {
                refused.Add(port);
            }
        }

        return refused;
    }

    /// <summary>
    /// Returns whether a refusal is final. The first refusals may only mean that the port manager has not yet seen the old
    /// connection close.
    /// </summary>
    private bool IsFinal()
    {
        _firstRefusal ??= options.TimeProvider.GetTimestamp();
        return options.TimeProvider.GetElapsedTime(_firstRefusal.Value) >= options.ReclaimTimeout;
    }

    private bool IsTransient(Exception e) =>
        e is SocketException or TimeoutException or PortManagerException && !lifetime.Closing.IsCancellationRequested;
}
