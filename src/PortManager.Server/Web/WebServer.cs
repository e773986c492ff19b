using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Logging;
using PortManager.Server.Loop;
using PortManager.Server.Native;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web;

/// <summary>
/// Kestrel, which serves the connections that speak HTTP. It is started with the first of them: a host that nobody browses does not pay for it.
/// </summary>
/// <param name="loggers">Leads Kestrel's log into the daemon's.</param>
/// <param name="log">Is told if Kestrel cannot start.</param>
internal sealed class WebServer(ILoggerProvider loggers, ILogger log) : IHttpConnections, IAsyncDisposable
{
    /// <summary>Each takes some 30 KB. Beyond this number the one idle longest is closed for a new one.</summary>
    private const int MaxOpen = 1024;

    /// <summary>More than Kestrel and the runtime open when they start.</summary>
    private const int DescriptorsToStart = 16;

    private readonly HttpLoad _load = new();

    // The loop's alone.
    private HandoverTransport _handedOver = new();
    private readonly Dictionary<Connection, Socket> _open = [];
    private WebSources? _sources;
    private Task<WebApplication?>? _starting;

    /// <summary>Says what is to be shown. Has to come before the first connection.</summary>
    public void Show(WebSources sources) => _sources = sources;

    public void Take(Connection connection)
    {
        // What the runtime could not begin for want of descriptors it never begins again.
        if (_starting is null && !Descriptors.AreFree(DescriptorsToStart))
        {
            Refuse(connection);
            return;
        }

        if (_open.Count >= MaxOpen)
            Abort(_open.Keys.MinBy(c => c.LastActive)!);
        var socket = new Socket(new SafeSocketHandle(connection.Descriptor, ownsHandle: true));
        _open.Add(connection, socket);
        _load.Add();
        _handedOver.Add(new ClientConnection(connection, _sources!.Loop, _load), socket);
        if (_starting is null)
        {
            HandoverTransport handedOver = _handedOver;
            _starting = Task.Run(() => StartAsync(handedOver));
        }
    }

    public void Abort(Connection connection)
    {
        if (!_open.TryGetValue(connection, out Socket? socket))
            return;
        // It is as good as closed: another one is chosen next.
        connection.LastActive = long.MaxValue;
        try
        {
            // Kestrel sees the end, and closes it.
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }
    }

    /// <summary>Ends the service.</summary>
    /// <param name="timeout">How long requests that are being answered may take.</param>
    public async Task StopAsync(TimeSpan timeout)
    {
        if (_starting is null || await _starting is not { } app)
            return;
        app.Lifetime.StopApplication();
        using var stopping = new CancellationTokenSource(timeout);
        await app.StopAsync(stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_starting is not null && await _starting is { } app)
            await app.DisposeAsync();
    }

    private void Refuse(Connection connection)
    {
        log.NoDescriptorsForWeb();
        new StreamSocket(connection.Descriptor).Abort();
        _sources!.Loop.Post(() => _sources.Loop.ForgetHttp(connection));
    }

    private async Task<WebApplication?> StartAsync(HandoverTransport handedOver)
    {
        try
        {
            WebApplication app = Build(handedOver);
            await app.StartAsync();
            return app;
        }
        catch (Exception e)
        {
            log.WebServerFailed(e);
            _sources!.Loop.Post(GiveUp);
            return null;
        }
    }

    /// <summary>Closes the connections that wait for a server that could not be started. With the next one it is tried again.</summary>
    private void GiveUp()
    {
        HandoverTransport failed = _handedOver;
        _handedOver = new HandoverTransport();
        _starting = null;
        while (failed.TryTakeBack(out ClientConnection? client, out Socket? socket))
        {
            socket.Dispose();
            Forget(client.Connection);
        }
    }

    private WebApplication Build(HandoverTransport handedOver)
    {
        // An empty builder: no settings come from the environment or the current folder, which may be gone or not be readable.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.Logging.AddProvider(loggers);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddWeb(_sources!);
        // Not the console's, which takes signals for an end of the host that the daemon does not know of.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            WebSite.Configure(kestrel);
            kestrel.Listen(HandoverTransport.EndPoint, Serve);
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(handedOver);
        WebApplication app = builder.Build();
        app.Run(app.Services.GetRequiredService<WebSite>().ServeAsync);
        return app;
    }

    private void Serve(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection => ServeAsync(connection, next));
    }

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ClientConnection client = connection.Features.GetRequiredFeature<ClientConnection>();
        try
        {
            await next(connection);
        }
        finally
        {
            client.Loop.Post(() => Forget(client.Connection));
        }
    }

    private void Forget(Connection connection)
    {
        _open.Remove(connection);
        _load.Remove();
        _sources!.Loop.ForgetHttp(connection);
    }

    /// <summary>The daemon ends the host, and nothing else does.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
