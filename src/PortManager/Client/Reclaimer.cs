using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Gets the same ports again after a connection dropped: it connects until it succeeds, asks VERSION, and claims each port until
/// it is granted or refused for good. It is used once.
/// </summary>
internal sealed class Reclaimer(ConnectionSource source, PortManagerClientOptions options, Lifetime lifetime)
{
    private readonly List<PortLostEventArgs> _lost = [];
    private readonly Backoff _backoff = new(options.ReconnectDelay, options.MaxReconnectDelay, options.TimeProvider);
    private long? _firstRefusal;

    /// <summary>Runs until the port manager has said yes or no to each port, however long it is away.</summary>
    /// <returns>The connection that holds the ports now, ended when all are lost, and those that are lost.</returns>
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
                // A port manager that refuses may be about to hang up: what holds nothing is not worth keeping.
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
        // This connection holds nothing yet, so an old port manager that hangs up on VERSION frees nothing.
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

    /// <summary>Claims each port, and gives those that are to be claimed again.</summary>
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
    /// Whether a refusal is one too many. The first ones may only mean that the old connection is not known to have ended.
    /// </summary>
    private bool IsFinal()
    {
        _firstRefusal ??= options.TimeProvider.GetTimestamp();
        return options.TimeProvider.GetElapsedTime(_firstRefusal.Value) >= options.ReclaimTimeout;
    }

    private bool IsTransient(Exception e) =>
        e is SocketException or TimeoutException or PortManagerException && !lifetime.Closing.IsCancellationRequested;
}
