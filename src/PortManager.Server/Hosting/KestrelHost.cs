using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Listening;
using PortManager.Server.Web;

namespace PortManager.Server.Hosting;

/// <summary>Kestrel, set up to serve the line protocol, and HTTP beside it, on sockets that are bound already.</summary>
internal static class KestrelHost
{
    /// <summary>
    /// Lets Kestrel do all its work on one thread. A request takes microseconds, so handing it to another thread costs
    /// more than answering it (docs/performance.md). Has to come before the first socket.
    /// </summary>
    public static void ServeOnOneThread()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    /// <summary>A flush completes when the kernel has the bytes: no reply waits in memory unless the peer does not read.</summary>
    private const long WriteBufferSize = 1;

    /// <summary>How the sockets are set up that outlived the process before: as those that are accepted.</summary>
    public static SocketConnectionFactoryOptions AdoptedSockets { get; } =
        new() { UnsafePreferInlineScheduling = true, MaxWriteBufferSize = WriteBufferSize };

    /// <summary>Builds the host.</summary>
    /// <param name="listeners">Sockets that listen already: those of the line protocol, and those of HTTP alone.</param>
    /// <param name="http">Whether HTTP is spoken beside the line protocol.</param>
    /// <param name="configureLogging">Leads the log into the daemon's.</param>
    /// <param name="addServices">Adds what <see cref="LineConnectionHandler"/>, <see cref="LimitedTransport"/> and <see cref="WebSite"/> need.</param>
    public static WebApplication Build(
        (IReadOnlyList<Socket> Lines, IReadOnlyList<Socket> Http) listeners,
        bool http,
        Action<ILoggingBuilder> configureLogging,
        Action<IServiceCollection> addServices)
    {
        // An empty builder: no settings come from the environment or the current folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        configureLogging(builder.Logging);
        addServices(builder.Services);
        builder.Services.AddSingleton<LineConnectionHandler>();
        // Not the console's, which takes signals for an end of the host that the daemon does not know of.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();

        Dictionary<EndPoint, Socket> bound = listeners.Lines.Concat(listeners.Http).ToDictionary(l => l.LocalEndPoint!);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true;
            sockets.Backlog = Listeners.Backlog;
            sockets.MaxWriteBufferSize = WriteBufferSize;
            sockets.CreateBoundListenSocket = endpoint => bound[endpoint];
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            WebSite.Configure(kestrel);
            foreach (Socket listener in listeners.Lines)
                kestrel.Listen(listener.LocalEndPoint!, listen => ServeLines(listen, http));
            foreach (Socket listener in listeners.Http)
                kestrel.Listen(listener.LocalEndPoint!, ServeHttp);
        });
        // The last one that is registered is asked first.
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory, LimitedTransport>();
        WebApplication app = builder.Build();
        if (http || listeners.Http.Count > 0)
            app.Run(app.Services.GetRequiredService<WebSite>().ServeAsync);
        return app;
    }

    private static void ServeLines(ListenOptions listen, bool http)
    {
        listen.Protocols = HttpProtocols.Http1;
        LineConnectionHandler handler = listen.ApplicationServices.GetRequiredService<LineConnectionHandler>();
        listen.Use(next => connection => handler.ServeAsync(connection, http ? next : null));
    }

    private static void ServeHttp(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        LineConnectionHandler handler = listen.ApplicationServices.GetRequiredService<LineConnectionHandler>();
        listen.Use(next => connection => handler.ServeHttpOnlyAsync(connection, next));
    }

    /// <summary>The daemon ends the host, and nothing else does.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
