using System.Net.Sockets;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>
/// Claims the same ports again after a connection dropped. It connects until it succeeds, sends VERSION, and claims each port until
/// the port manager grants it or its refusal is final. An instance is used once.
/// </summary>
internal sealed class Reclaimer(
    HeldPorts held, ConnectionSource source, PortManagerClientOptions options, Lifetime lifetime, Holding dropped)
{
    private readonly List<(PortAllocation Port, string Reason)> _lost = [];
    private readonly HashSet<int> _claimed = [];
    private readonly Backoff _backoff = new(options.ReconnectDelay, options.MaxReconnectDelay, options.TimeProvider);
    private long? _firstRefusal;

    /// <summary>The ports whose claim was refused for good, and why.</summary>
    public IReadOnlyList<(PortAllocation Port, string Reason)> Lost => _lost;

    /// <summary>The ports that the new connection holds.</summary>
    public IReadOnlyCollection<int> Claimed => _claimed;

    /// <summary>Runs until the port manager has granted or refused each port, however long it is down.</summary>
    /// <returns>The connection that now holds the ports. If all are lost, it is closed.</returns>
    /// <exception cref="PortManagerClosedException">The client was closed meanwhile.</exception>
    public async Task<RequestConnection> RunAsync()
    {
        while (true)
        {
            await lifetime.WaitAsync(_backoff.WaitAsync, Timeout.InfiniteTimeSpan, default).ConfigureAwait(false);
            RequestConnection? connection = null;
            try
            {
                connection = await lifetime.RunAsync(source.ConnectAsync, default).ConfigureAwait(false);
                await ReclaimAsync(connection).ConfigureAwait(false);
                // A port manager that refuses may be about to close the connection, and this one holds no port.
                if (_claimed.Count == 0)
                    connection.Dispose();
                return connection;
            }
            catch (Exception e) when (IsTransient(e))
            {
                dropped.OnFailed(e);
                _claimed.Clear();
                connection?.Dispose();
            }
        }
    }

    /// <summary>Releases ports that the client has released while they were claimed.</summary>
    public async Task FreeAsync(RequestConnection connection, IReadOnlyList<int> ports)
    {
        foreach (int port in ports)
        {
            _claimed.Remove(port);
            try
            {
                ReadOnlyMemory<byte> free = RequestLine.Of(o => RequestWriter.Free(o, port));
                await lifetime.RunAsync(
                    token => connection.AskAsync(free, new PortReply(port), token), default).ConfigureAwait(false);
            }
            catch (Exception e) when (IsTransient(e))
            {
                // If the connection has ended, that has released the port.
            }
        }
    }

    private async Task ReclaimAsync(RequestConnection connection)
    {
        // This connection holds no port yet, so nothing is lost if an old port manager closes it on VERSION.
        ServerIdentity server = await lifetime.RunAsync(
            token => ServerCapabilities.AskAsync(connection, token), default).ConfigureAwait(false);
        _backoff.Reset();
        dropped.OnReconnected();
        if (!server.Requests.Contains("CLAIM"))
        {
            const string Reason = "the port manager is too old to give the same port again";
            _lost.AddRange(held.All.Select(port => (port, Reason)));
            return;
        }

        while (await ClaimAsync(connection).ConfigureAwait(false))
            await lifetime.WaitAsync(_backoff.WaitAsync, Timeout.InfiniteTimeSpan, default).ConfigureAwait(false);
    }

    /// <summary>Claims each port that is still held and not claimed yet. Returns true if one has to be claimed again.</summary>
    private async Task<bool> ClaimAsync(RequestConnection connection)
    {
        bool isAgain = false;
        foreach (PortAllocation port in held.All)
        {
            if (_claimed.Contains(port.Port) || !held.Contains(port.Port) || _lost.Any(lost => lost.Port == port))
                continue;
            ReadOnlyMemory<byte> claim = RequestLine.Of(o => RequestWriter.Claim(o, port.Port, port.Service, port.User));
            try
            {
                await lifetime.RunAsync(
                    token => connection.AskAsync(claim, new PortReply(port.Port), token), default).ConfigureAwait(false);
                _claimed.Add(port.Port);
            }
            catch (PortRefusedException e) when (IsFinal())
            {
                _lost.Add((port, e.Message));
            }
            catch (PortRefusedException)
            {
                isAgain = true;
            }
        }

        return isAgain;
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
