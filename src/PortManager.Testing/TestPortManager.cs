using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PortManager.Client;

namespace PortManager.Testing;

/// <summary>
/// A port manager in this process, on a free port of the loopback, for tests. It answers every request of the protocol (docs/protocol.md). It gives out
/// ports that are free at that moment; it has no pool, no journal and no verified users. It is thread-safe.
/// </summary>
public sealed class TestPortManager : IAsyncDisposable, IDisposable
{
    private readonly TestRegistry _registry;
    private readonly ConcurrentDictionary<TestConnection, bool> _connections = [];
    private readonly Lock _lock = new();
    private readonly Socket? _place;
    private TcpListener? _listener;

    private TestPortManager(int maxPorts)
    {
        _registry = new TestRegistry(maxPorts);
        // Bound as long as this lives: while it is stopped, the kernel would give the port to others. Elsewhere the listener could not be bound to the same port.
        if (OperatingSystem.IsLinux())
        {
            _place = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _place.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Port = ((IPEndPoint)_place.LocalEndPoint!).Port;
        }

        Listen();
    }

    /// <summary>The port on which it listens, 1 to 65535. It stays the same after <see cref="Restart"/>.</summary>
    public int Port { get; private set; }

    /// <summary>What is advertised, in the order of a listing.</summary>
    public IReadOnlyList<PortAllocation> Allocations => _registry.Rows;

    /// <summary>
    /// The text with which every request for a port is refused, for example <c>no free ports</c>. Null, the default, grants them. What is held stays held.
    /// </summary>
    public string? Refusal
    {
        get => _registry.Refusal;
        set => _registry.Refusal = value;
    }

    /// <summary>Starts a port manager.</summary>
    /// <param name="maxPorts">How many ports it gives out before it refuses with <c>no free ports</c>; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPorts"/> is less than 1.</exception>
    public static TestPortManager Start(int maxPorts = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPorts, 1);
        return new TestPortManager(maxPorts);
    }

    /// <summary>Connects a client, which reconnects within milliseconds.</summary>
    /// <param name="user">The user under whom it advertises services; null for the one who runs the test.</param>
    /// <param name="cancellationToken">Cancels connecting.</param>
    public Task<PortManagerClient> ConnectAsync(string? user = null, CancellationToken cancellationToken = default)
    {
        var options = new PortManagerClientOptions
        {
            User = user,
            ReconnectDelay = TimeSpan.FromMilliseconds(2),
            MaxReconnectDelay = TimeSpan.FromMilliseconds(20),
        };
        return PortManagerClient.ConnectAsync("127.0.0.1", Port, options, cancellationToken);
    }

    /// <summary>
    /// Closes all connections, which releases what they hold, and does not listen until <see cref="Restart"/>: the port manager is away.
    /// </summary>
    public void Stop()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }

        foreach (TestConnection connection in _connections.Keys)
            connection.Dispose();
    }

    /// <summary>Stops, if it is not stopped, and listens again on the same port. Clients claim their ports again.</summary>
    public void Restart()
    {
        Stop();
        Listen();
    }

    /// <summary>Stops for good.</summary>
    public void Dispose()
    {
        Stop();
        _place?.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Listen()
    {
        lock (_lock)
        {
            _listener = new TcpListener(IPAddress.Loopback, Port);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = AcceptAsync(_listener);
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptSocketAsync().ConfigureAwait(false);
                var connection = new TestConnection(socket, _registry);
                _connections[connection] = true;
                _ = ServeAsync(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(TestConnection connection)
    {
        await connection.RunAsync().ConfigureAwait(false);
        _connections.TryRemove(connection, out _);
    }
}
