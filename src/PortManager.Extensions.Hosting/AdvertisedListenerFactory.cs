using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PortManager.Extensions.Hosting;

/// <summary>Binds the endpoints of advertised services: the port manager's client listens, and Kestrel's own transport accepts.</summary>
internal sealed class AdvertisedListenerFactory(
    AdvertisedServices services, IOptions<SocketTransportOptions> options, ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is AdvertisedEndPoint;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        AdvertisedService service =
            await services.StartAsync(((AdvertisedEndPoint)endpoint).Service, options.Value.Backlog, cancellationToken).ConfigureAwait(false);
        try
        {
            var transport = new SocketTransportFactory(Options.Create(Listening(service.Socket)), loggers);
            IConnectionListener listener =
                await transport.BindAsync(service.Socket.LocalEndPoint!, cancellationToken).ConfigureAwait(false);
            return new AdvertisedListener(listener, service);
        }
        catch
        {
            await service.WithdrawAsync().ConfigureAwait(false);
            service.Socket.Dispose();
            throw;
        }
    }

    /// <summary>The program's own options of the transport, with the socket that listens already.</summary>
    private SocketTransportOptions Listening(Socket socket)
    {
        SocketTransportOptions own = options.Value;
        return new SocketTransportOptions
        {
            Backlog = own.Backlog,
            IOQueueCount = own.IOQueueCount,
            MaxReadBufferSize = own.MaxReadBufferSize,
            MaxWriteBufferSize = own.MaxWriteBufferSize,
            NoDelay = own.NoDelay,
            UnsafePreferInlineScheduling = own.UnsafePreferInlineScheduling,
            WaitForDataBeforeAllocatingBuffer = own.WaitForDataBeforeAllocatingBuffer,
            CreateBoundListenSocket = _ => socket,
        };
    }
}
