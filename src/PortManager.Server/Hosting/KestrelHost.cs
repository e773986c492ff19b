using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Listening;
using PortManager.Server.Logging;

namespace PortManager.Server.Hosting;

/// <summary>Kestrel, set up to serve the line protocol on sockets that are bound already.</summary>
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

    public static WebApplication Build(
        IReadOnlyList<Socket> listeners, SharedRegistry registry, ConnectionTable table, LogFile logFile)
    {
        // An empty builder: no settings come from the environment or the current folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddProvider(new LogFileProvider(logFile));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("PortManager", LogLevel.Information);
        builder.Services.AddSingleton(registry).AddSingleton(table).AddSingleton<LineConnectionHandler>();

        Dictionary<EndPoint, Socket> bound = listeners.ToDictionary(l => l.LocalEndPoint!);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true;
            // A flush completes when the kernel has the bytes: no reply waits in memory unless the peer does not read.
            sockets.MaxWriteBufferSize = 1;
            sockets.CreateBoundListenSocket = endpoint => bound[endpoint];
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (EndPoint endpoint in bound.Keys)
                kestrel.Listen(endpoint, listen => listen.UseConnectionHandler<LineConnectionHandler>());
        });
        // The last one that is registered is asked first.
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory, LimitedTransport>();
        return builder.Build();
    }
}
