using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Logging;

namespace PortManager.Server.Listening;

/// <summary>
/// Kestrel's sockets, with the number of connections bounded where they are accepted: any later, and a burst of them
/// takes every file descriptor, at which Kestrel's accept loop spins.
/// </summary>
internal sealed class LimitedTransport(SocketTransportFactory sockets, ConnectionTable table, ILogger<LimitedTransport> log)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await sockets.BindAsync(endpoint, cancellationToken), table, log);

    private sealed class Listener(IConnectionListener sockets, ConnectionTable table, ILogger log) : IConnectionListener
    {
        private const long ComplaintIntervalMilliseconds = 10_000;
        private static long _lastComplaint = -ComplaintIntervalMilliseconds;

        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await sockets.AcceptAsync(cancellationToken) is { } context)
            {
                var connection = new AcceptedConnection(context);
                bool accepted = table.TryAdd(connection, out AcceptedConnection? victim);
                if (!accepted || victim is not null)
                    Complain();
                victim?.Context.Abort();
                if (accepted)
                {
                    context.Features.Set(connection);
                    return context;
                }

                await context.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();

        // At the limit each new connection is one too many: the log must not drown in it.
        private void Complain()
        {
            long now = Environment.TickCount64;
            if (now - Interlocked.Read(ref _lastComplaint) < ComplaintIntervalMilliseconds)
                return;
            Interlocked.Exchange(ref _lastComplaint, now);
            log.ConnectionLimit(table.Most);
        }
    }
}
