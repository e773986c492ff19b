using System.Net;

namespace PortManager.Client;

/// <summary>
/// A client of one port manager: it gets listen ports out of the port manager's pool, advertises services under them, and finds
/// the services of others. The ports are its own until it is disposed or fails. It may be used by several tasks at once.
/// </summary>
/// <remarks>
/// <para>Every call may throw, besides what it says itself: <see cref="PortManagerClosedException"/> (the connection is gone),
/// <see cref="PortManagerProtocolException"/> (the reply was not understood),
/// <see cref="System.Net.Sockets.SocketException"/> (the network's error), <see cref="TimeoutException"/> (it took longer than
/// <see cref="PortManagerClientOptions.RequestTimeout"/>), <see cref="OperationCanceledException"/>.</para>
/// <para>Ports are held on one connection. Listings, watches and the question what the port manager knows go over others, so that
/// none of them, cancelled or failed, can cost a port. A connection that holds no port and drops is made again when the next
/// call needs it. One that drops under ports is made again at once and claims them, see
/// <see cref="PortManagerClientOptions.Reconnect"/> and <see cref="PortLost"/>; calls that need it wait for that.</para>
/// </remarks>
public sealed partial class PortManagerClient : IAsyncDisposable
{
    /// <summary>The port on which a port manager listens, unless it was told otherwise: 30000.</summary>
    public const int DefaultPort = 30000;

    private const string ServicesFile = "/etc/services";

    private readonly ServerAddress _server;
    private readonly PortManagerClientOptions _options;
    private readonly Lifetime _lifetime;
    private readonly ConnectionSource _source;
    private readonly ServerCapabilities _capabilities;
    private readonly Lister _lister;
    private readonly PortHolder _holder;
    private readonly string _user;

    private PortManagerClient(ServerAddress server, PortManagerClientOptions options)
    {
        _server = server;
        _options = options;
        _user = options.User ?? UserName.OfThisProcess();
        _lifetime = new Lifetime(server, options);
        _source = new ConnectionSource(server, options, _lifetime);
        _capabilities = new ServerCapabilities(_source);
        _lister = new Lister(_source);
        _holder = new PortHolder(_user, _source, _capabilities, options, _lifetime, RaisePortLost);
    }

    /// <summary>
    /// Is raised for each port that this client held and could not have again after its connection dropped: its service is not
    /// advertised any more, and the port may be given to others. It is not raised for ports that are released by the client: by
    /// <see cref="ReleaseAsync"/>, <see cref="DisposeAsync"/>, or a <see cref="GetPortAsync"/> that failed. Handlers run on the
    /// thread pool, may call this client, and must not throw: that would end the process.
    /// </summary>
    public event EventHandler<PortLostEventArgs>? PortLost;

    /// <summary>The host as it was given to <see cref="ConnectAsync"/>.</summary>
    public string Host => _server.Host;

    /// <summary>The port on which the port manager listens: the one given, or the one that was found.</summary>
    public int Port => _server.Port;

    /// <summary>Connects to a port manager.</summary>
    /// <param name="host">
    /// A DNS name or an address. Every address that it has is tried. Only the port manager of this host gives out ports; that of
    /// any host can be asked for listings.
    /// </param>
    /// <param name="port">
    /// The port on which the port manager listens, 1 to 65535. When it is null: what <see cref="PortManagerClientOptions.PortFile"/>
    /// says if the host is this one, else the tcp service <c>daqportmgr</c> of /etc/services, else <see cref="DefaultPort"/>.
    /// </param>
    /// <param name="options">What else can be set; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels connecting.</param>
    /// <exception cref="ArgumentException">The host is empty, the port out of range, or the options are wrong.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such host, or nobody listens: the network's error.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="PortManagerClientOptions.ConnectTimeout"/>.</exception>
    public static async Task<PortManagerClient> ConnectAsync(
        string host = "localhost",
        int? port = null,
        PortManagerClientOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        if (port is not null)
            Check.Port(port.Value);
        options ??= new PortManagerClientOptions();
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));

        IPAddress[] addresses = await Dialer.ResolveAsync(host, options, cancellationToken).ConfigureAwait(false);
        var server = new ServerAddress(host, port ?? ListenPort.Find(host, addresses, options.PortFile, ServicesFile));
        LineStream lines = await Dialer.ConnectAsync(server, addresses, options, cancellationToken).ConfigureAwait(false);
        var client = new PortManagerClient(server, options);
        client._source.Keep(lines);
        return client;
    }

    /// <summary>
    /// Gets a port and advertises a service under it, until the client releases it or its connection ends. Listening on the
    /// port is the caller's business.
    /// </summary>
    /// <param name="service">
    /// The name of the service, 1 to 255 bytes of UTF-8 without control characters. If this user already advertises that name,
    /// the port manager appends <c>_1</c>, <c>_2</c> …
    /// </param>
    /// <param name="cancellationToken">Cancels the call, and with it the client: see the remarks.</param>
    /// <returns>The port, 1 to 65535.</returns>
    /// <remarks>
    /// After any exception but <see cref="ArgumentException"/> and <see cref="InvalidOperationException"/>, which are thrown before
    /// anything is sent, the connection is closed, all ports of this client are released, and every further call throws
    /// <see cref="PortManagerClosedException"/>, which says why.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// Who runs the process is not known: <see cref="PortManagerClientOptions.User"/> has to be set.
    /// </exception>
    /// <exception cref="PortRefusedException">The port manager refused; the message is its own text.</exception>
    public async Task<int> GetPortAsync(string service, CancellationToken cancellationToken = default)
    {
        Check.Name(service);
        Check.User(_user);
        try
        {
            return await _lifetime.RunAsync(token => _holder.GetAsync(service, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _lifetime.Close(Messages.Released(_server, "a request for a port", Text.Of(e)), e);
            throw;
        }
    }

    /// <summary>Gives one port back: its service is not advertised any more. Other ports of this client stay.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="cancellationToken">
    /// Cancels the call. If the request is under way, the connection that holds the ports is made again, as when it drops.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">It is no TCP port.</exception>
    /// <exception cref="PortRefusedException">The port manager refused: the port is not this client's. Nothing has changed.</exception>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old. Nothing has changed.</exception>
    public Task ReleaseAsync(int port, CancellationToken cancellationToken = default)
    {
        Check.Port(port);
        return _lifetime.RunAsync(token => _holder.ReleaseAsync(port, token), cancellationToken);
    }

    /// <summary>
    /// Gets this very port and advertises a service under it, as <see cref="GetPortAsync"/> does with any port: a fixed one, or
    /// the one that the service had before it was restarted.
    /// </summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="service">The name of the service, as for <see cref="GetPortAsync"/>.</param>
    /// <param name="cancellationToken">
    /// Cancels the call. If the request is under way, the connection that holds the ports is made again, as when it drops.
    /// </param>
    /// <exception cref="ArgumentException">It is no TCP port, or the name is not valid.</exception>
    /// <exception cref="InvalidOperationException">
    /// Who runs the process is not known: <see cref="PortManagerClientOptions.User"/> has to be set.
    /// </exception>
    /// <exception cref="PortRefusedException">The port manager refused: the port is in use … Nothing has changed.</exception>
    /// <exception cref="PortManagerNotSupportedException">The port manager is too old. Nothing has changed.</exception>
    public Task ClaimPortAsync(int port, string service, CancellationToken cancellationToken = default)
    {
        Check.Port(port);
        Check.Name(service);
        Check.User(_user);
        return _lifetime.RunAsync(token => _holder.ClaimAsync(port, service, token), cancellationToken);
    }

    /// <summary>
    /// Closes the connections and releases the ports. Calls that are under way, and all further ones, throw
    /// <see cref="PortManagerClosedException"/>.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        _lifetime.Close($"This client of the port manager on {_server} was disposed, and its ports are released.");
        return ValueTask.CompletedTask;
    }

    // Elsewhere than where the ports are seen to, so that a handler may call this client and wait.
    private void RaisePortLost(IReadOnlyList<PortLostEventArgs> lost) => ThreadPool.QueueUserWorkItem(
        _ =>
        {
            foreach (PortLostEventArgs port in lost)
                PortLost?.Invoke(this, port);
        });
}
