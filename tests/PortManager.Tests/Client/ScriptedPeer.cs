using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PortManager.Tests.Client;

/// <summary>
/// A real listener that answers each request line as a script says. It stands for port managers that are old, broken or hostile.
/// </summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly Func<PeerConnection, string, Task> _onRequest;
    private readonly ConcurrentDictionary<PeerConnection, bool> _connections = [];
    private readonly RequestLog _log = new();
    private readonly TaskCompletionSource<Task> _firstEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TcpListener? _listener;
    private int _count;

    private ScriptedPeer(Func<PeerConnection, string, Task> onRequest)
    {
        _onRequest = onRequest;
        Listen();
    }

    public int Port { get; private set; }

    /// <summary>Completes when the first connection has ended.</summary>
    public Task FirstEnded => _firstEnded.Task.Unwrap().Bounded();

    /// <summary>How many connections there were.</summary>
    public int Connections => Volatile.Read(ref _count);

    /// <summary>The request lines received, in order.</summary>
    public IReadOnlyList<string> Requests => _log.Lines;

    /// <summary>Starts a peer that runs the script for each line of each connection, one after the other.</summary>
    public static ScriptedPeer Start(Func<PeerConnection, string, Task> onRequest) => new(onRequest);

    /// <summary>Starts a peer that answers each line with text. Null closes the connection; "" is no answer.</summary>
    public static ScriptedPeer Answering(Func<string, string?> answer) => Start(async (connection, line) =>
    {
        if (answer(line) is { } text)
            await connection.SendAsync(text);
        else
            connection.Dispose();
    });

    /// <summary>Starts an old port manager with these rows.</summary>
    public static ScriptedPeer Old(string rows = "") => Start((connection, line) => Clients.OldDaemonAsync(connection, line, rows));

    /// <summary>Completes when so many such requests have come.</summary>
    public Task ReceivedAsync(Func<string, bool> isSuch, int count = 1) => _log.ReceivedAsync(isSuch, count);

    /// <summary>Completes when so many such requests have come.</summary>
    public Task ReceivedAsync(string line, int count = 1) => ReceivedAsync(received => received == line, count);

    /// <summary>Closes all connections, as a port manager does when it stops.</summary>
    public void DropAll()
    {
        foreach (PeerConnection connection in TakeAll())
            connection.Dispose();
    }

    /// <summary>The same, and waits until the client has seen it.</summary>
    public async Task EndAllAsync()
    {
        foreach (PeerConnection connection in TakeAll())
            await connection.EndAsync();
    }

    /// <summary>Stops listening. Connections stay open.</summary>
    public void StopListening()
    {
        _listener!.Dispose();
        _listener = null;
    }

    /// <summary>Listens again, on the same port.</summary>
    public void Listen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        DropAll();
        return ValueTask.CompletedTask;
    }

    /// <summary>The connections that are open now, without those that come while these are handled.</summary>
    private List<PeerConnection> TakeAll() => [.. _connections.Keys.ToArray().Where(c => _connections.TryRemove(c, out _))];

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var connection = new PeerConnection(await listener.AcceptSocketAsync(), Interlocked.Increment(ref _count));
                _firstEnded.TrySetResult(connection.Ended);
                _connections[connection] = true;
                _ = ServeAsync(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It stopped listening.
        }
    }

    private async Task ServeAsync(PeerConnection connection)
    {
        try
        {
            while (await connection.ReadLineAsync() is { } line)
            {
                _log.Add(line);
                await _onRequest(connection, line);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The connection ended.
        }
        finally
        {
            connection.Dispose();
        }
    }
}
