using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace PortManager.Client;

/// <summary>
/// A client of one port manager. It gets listen ports from the port manager's pool, advertises services under them, and finds
/// other services. It holds its ports until they are released or it is disposed. It is thread-safe: the parts of a program can share one.
/// </summary>
/// <remarks>
/// <para>Besides the exceptions that it documents, every call may throw <see cref="PortManagerClosedException"/> (the connection is
/// closed), <see cref="PortManagerProtocolException"/> (the reply was not understood),
/// <see cref="System.Net.Sockets.SocketException"/> (the network's error), <see cref="TimeoutException"/> (the port manager did not
/// answer within <see cref="PortManagerClientOptions.RequestTimeout"/>), <see cref="PortManagerUnavailableException"/> (it was away for
/// that long) and <see cref="OperationCanceledException"/>. None of them costs a port that the client holds. A request for a port that
/// timed out or was cancelled may be granted later: then the client releases that port at once.</para>
/// <para>One connection holds the ports. Listings, watches and VERSION use other connections. If a connection that holds no port drops, the next call that needs it reconnects. If the connection that holds the ports
/// drops, the client reconnects at once and claims them again; calls that need that connection wait. See
/// <see cref="PortManagerClientOptions.Reconnect"/> and <see cref="StateChanged"/>.</para>
/// <para>All clients of a process write to the meter and the activity source <c>PortManager</c> (System.Diagnostics): docs/dotnet.md lists the
/// instruments.</para>
/// </remarks>
public sealed partial class PortManagerClient : IPortManagerClient
{
    /// <summary>The default port of a port manager: 30000.</summary>
    public const int DefaultPort = 30000;

    private readonly ServerAddress _server;
    private readonly Locator _locator;
    private readonly PortManagerClientOptions _options;
    private readonly Lifetime _lifetime;
    private readonly ConnectionSource _source;
    private readonly ServerCapabilities _capabilities;
    private readonly Lister _lister;
    private readonly HeldPorts _ports;
    private readonly HoldingConnection _holding;
    private readonly PortHolder _holder;
    private readonly ClientEvents _events;
    private readonly string _user;

    /// <summary>Makes a client that connects with its first call. <see cref="ConnectAsync"/> connects at once.</summary>
    /// <inheritdoc cref="ConnectAsync" path="/param[@name='host' or @name='port' or @name='options']"/>
    /// <exception cref="ArgumentException">The host is empty, the port is out of range, or the options are not valid.</exception>
    public PortManagerClient(string host = "localhost", int? port = null, PortManagerClientOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        if (port is not null)
            Check.Port(port.Value);
        // A copy, because the caller's can change.
        _options = options is null ? new PortManagerClientOptions() : options with { };
        if (_options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));

        _server = new ServerAddress(host, port ?? DefaultPort);
        _locator = new Locator(_server, port, _options);
        _user = _options.User ?? UserName.OfThisProcess();
        _lifetime = new Lifetime(_server, _options);
        _source = new ConnectionSource(_server, _locator, _options, _lifetime);
        _capabilities = new ServerCapabilities(_source);
        _lister = new Lister(_source, _capabilities);
        _ports = new HeldPorts(_user);
        _events = new ClientEvents(change => StateChanged?.Invoke(this, change));
        _holding = new HoldingConnection(_ports, _source, _options, _lifetime, _events, cause => Away?.Invoke(cause));
        _holder = new PortHolder(_user, _ports, _holding, _capabilities, _options, _lifetime);
        _lifetime.Closing.UnsafeRegister(static self => ((PortManagerClient)self!).OnClosed(), this);
    }

    /// <summary>
    /// Occurs when the connection that holds the ports drops, when it is there again, for each port that could not be claimed again, and when the client is closed:
    /// one after the other, in this order. It does not occur for ports that are released. Handlers run on the thread pool, without the execution context of
    /// any caller, and may call this client. They must not throw: an exception would end the process.
    /// </summary>
    public event EventHandler<PortManagerStateChangedEventArgs>? StateChanged;

    /// <summary>
    /// Occurs once when a connection that held ports has dropped and attempts to reconnect have failed for some seconds. The argument is why.
    /// </summary>
    internal event Action<Exception>? Away;

    /// <summary>Where the port manager was looked for the last time.</summary>
    internal FoundPorts? Found => _locator.Found;

    /// <summary>What the client is doing. It may have changed when the caller looks at it: <see cref="StateChanged"/> tells.</summary>
    public PortManagerClientState State => _lifetime.IsClosed ? PortManagerClientState.Closed
        : _holding.IsReconnecting ? PortManagerClientState.Reconnecting
        : PortManagerClientState.Connected;

    /// <summary>The host that was passed to <see cref="ConnectAsync"/>.</summary>
    public string Host => _server.Host;

    /// <summary>
    /// The port on which the port manager listens: the one that was passed, or the one that was found, which can change when the client reconnects.
    /// </summary>
    public int Port => _server.Port;

    /// <summary>Connects to a port manager.</summary>
    /// <param name="host">
    /// A DNS name or an address. Each address of the host is tried. A port manager gives ports only to programs on its own host;
    /// listings can be requested from any host.
    /// </param>
    /// <param name="port">
    /// The port on which the port manager listens, 1 to 65535. Null finds it: if the host is this one, in
    /// <see cref="PortManagerClientOptions.PortFile"/>, else it is the tcp service <c>daqportmgr</c> of /etc/services, else
    /// <see cref="DefaultPort"/>. If no program listens on the port that the file names, the others are tried. When the client reconnects, it reads the file again.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels connecting.</param>
    /// <exception cref="ArgumentException">The host is empty, the port is out of range, or the options are not valid.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">
    /// There is no such host, no program listens on the port, or another error of the network.
    /// </exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="PortManagerClientOptions.ConnectTimeout"/>.</exception>
    /// <remarks>If the port manager is away, <see cref="PortManagerClientOptions.FirstConnectTimeout"/> says for how long to try again.</remarks>
    public static async Task<PortManagerClient> ConnectAsync(
        string host = "localhost",
        int? port = null,
        PortManagerClientOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var client = new PortManagerClient(host, port, options);
        await client.ConnectFirstAsync(cancellationToken).ConfigureAwait(false);
        return client;
    }

    /// <summary>
    /// Gets a port and advertises a service under it, until the client releases the port or its connection closes. The caller has to
    /// listen on the port itself.
    /// </summary>
    /// <param name="service">
    /// The name of the service, 1 to 255 bytes of UTF-8 without control characters. If this user already advertises that name,
    /// the port manager appends <c>_1</c>, <c>_2</c> …
    /// </param>
    /// <param name="cancellationToken">
    /// Cancels the call. If the port is granted nevertheless, it is released at once. An old port manager that does not know FREE keeps
    /// it until the client is disposed.
    /// </param>
    /// <returns>The port, 1 to 65535.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The name of the user who runs the process is not valid: <see cref="PortManagerClientOptions.User"/> has to be set.
    /// </exception>
    /// <exception cref="PortRefusedException">
    /// The port manager refused; the message is its own text. Nothing has changed.
    /// </exception>
    public async Task<int> GetPortAsync(string service, CancellationToken cancellationToken = default)
    {
        CheckAdvertised(service);
        return (await CallAsync(token => _holder.GetAsync(service, isUnique: false, token), cancellationToken).ConfigureAwait(false)).Port;
    }

    /// <summary>
    /// Gets a port, as <see cref="GetPortAsync"/> does, unless this user already advertises a service of that name. Of several programs that ask at the same
    /// time, one gets a port.
    /// </summary>
    /// <param name="service">The name of the service, as for <see cref="GetPortAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call. If the port is granted nevertheless, it is released at once.</param>
    /// <returns>The port, 1 to 65535.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The name of the user who runs the process is not valid: <see cref="PortManagerClientOptions.User"/> has to be set.
    /// </exception>
    /// <exception cref="PortRefusedException">The port manager refused: the service is already advertised … Nothing has changed.</exception>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old. Nothing has changed.</exception>
    public async Task<int> GetUniquePortAsync(string service, CancellationToken cancellationToken = default)
    {
        CheckAdvertised(service);
        return (await CallAsync(token => _holder.GetAsync(service, isUnique: true, token), cancellationToken).ConfigureAwait(false)).Port;
    }

    /// <summary>
    /// Releases one port. Its service is no longer advertised. The client keeps its other ports. If the port manager is away, the call
    /// returns at once: the port is released, because the client does not claim it again.
    /// </summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="cancellationToken">
    /// Cancels waiting. If the release has begun, it goes on, and the client does not claim the port again after a reconnect.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    /// <exception cref="PortRefusedException">
    /// The port manager refused: the port is not this client's. The client does not claim it again after a reconnect.
    /// </exception>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old. Nothing has changed.</exception>
    public Task ReleaseAsync(int port, CancellationToken cancellationToken = default)
    {
        Check.Port(port);
        return CallAsync(token => _holder.ReleaseAsync(port, token), cancellationToken);
    }

    /// <summary>
    /// Gets a particular port and advertises a service under it, as <see cref="GetPortAsync"/> does with any port. The port is a fixed
    /// one, or the one that the service had before it was restarted.
    /// </summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="service">The name of the service, as for <see cref="GetPortAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call. If the port is granted nevertheless, it is released at once.</param>
    /// <exception cref="ArgumentException">The port is out of range, or the name is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// The name of the user who runs the process is not valid: <see cref="PortManagerClientOptions.User"/> has to be set.
    /// </exception>
    /// <exception cref="PortRefusedException">The port manager refused: the port is in use … Nothing has changed.</exception>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old. Nothing has changed.</exception>
    public Task ClaimPortAsync(int port, string service, CancellationToken cancellationToken = default)
    {
        Check.Port(port);
        CheckAdvertised(service);
        return CallAsync(token => _holder.ClaimAsync(port, service, token), cancellationToken);
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Closes the connections, which releases the ports. Calls that are under way, and all further ones, throw
    /// <see cref="PortManagerClosedException"/>. It never waits.
    /// </summary>
    public void Dispose() => _lifetime.Close($"This client of the port manager on {_server} was disposed, and its ports are released.");

    private void OnClosed()
    {
        _ports.Close();
        _events.Add(new PortManagerStateChangedEventArgs(PortManagerStateChange.Closed, _lifetime.Reason));
    }

    private async Task ConnectFirstAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_options.ReconnectDelay, _options.MaxReconnectDelay, _options.TimeProvider);
        long start = _options.TimeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                await _source.ConnectFirstAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is SocketException or TimeoutException
                && _options.TimeProvider.GetElapsedTime(start) < _options.FirstConnectTimeout)
            {
                await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void CheckAdvertised(string service)
    {
        Check.Name(service);
        Check.User(_user);
    }

    /// <summary>Runs a call to the port manager, with the request timeout.</summary>
    private Task<T> CallAsync<T>(
        Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken, [CallerMemberName] string method = "") =>
        ClientMetrics.RunAsync(method, _server, () => LimitedAsync(call, cancellationToken));

    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _lifetime.RunAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (_holding.Trouble is { } cause)
        {
            throw Messages.Away(_server, _options.RequestTimeout, cause);
        }
        catch (SocketException e)
        {
            throw Messages.Lost(_server, e);
        }
    }
}
