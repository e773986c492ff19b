using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Logging;

namespace PortManager.Server.Listening;

/// <summary>
/// Kestrel's sockets, with two additions. Connections that outlived the process before come first. And their number is
/// bounded where they are accepted: any later, and a burst of them takes every file descriptor, at which Kestrel's
/// accept loop spins.
/// </summary>
internal sealed class LimitedTransport(
    SocketTransportFactory sockets,
    ConnectionTable table,
    ConcurrentQueue<AcceptedConnection> adopted,
    PeerIdentity identity,
    ILogger<LimitedTransport> log) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const long ComplaintIntervalMilliseconds = 10_000;
    private readonly long[] _lastComplaints = [.. Enum.GetValues<Admission>().Select(_ => -ComplaintIntervalMilliseconds)];
    private bool _hasListener;

    public bool CanBind(EndPoint endpoint) => sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        // Listeners come one after the other, those of the line protocol first: one of HTTP would not understand who outlived a restart.
        bool takesSurvivors = !_hasListener;
        _hasListener = true;
        return new Listener(await sockets.BindAsync(endpoint, cancellationToken), takesSurvivors, this);
    }

    private ConnectionContext? NextSurvivor()
    {
        if (!adopted.TryDequeue(out AcceptedConnection? survivor))
            return null;
        table.AddSurvivor(survivor);
        survivor.Context.Features.Set(survivor);
        return survivor.Context;
    }

    private async ValueTask<ConnectionContext?> AcceptAsync(IConnectionListener listener, CancellationToken cancellationToken)
    {
        while (await listener.AcceptAsync(cancellationToken) is { } context)
        {
            if (Enter(new AcceptedConnection(context, table.NextNumber(), identity.Of(context))) is { } entered)
                return entered;
            await context.DisposeAsync();
        }

        return null;
    }

    private ConnectionContext? Enter(AcceptedConnection connection)
    {
        Admission admission = table.Add(connection, out AcceptedConnection? victim);
        if (admission != Admission.Entered)
            Complain(admission, connection);
        victim?.Context.Abort();
        if (admission is Admission.Full or Admission.TooManyOfHost)
            return null;
        connection.Context.Features.Set(connection);
        return connection.Context;
    }

    // At a limit each new connection is one too many: the log must not drown in it.
    private void Complain(Admission admission, AcceptedConnection connection)
    {
        ref long last = ref _lastComplaints[(int)admission];
        long now = Environment.TickCount64;
        if (now - Interlocked.Read(ref last) < ComplaintIntervalMilliseconds)
            return;
        Interlocked.Exchange(ref last, now);
        if (admission == Admission.TooManyOfHost)
            log.HostLimit(connection.Address, table.MostPerHost);
        else if (admission == Admission.Full)
            log.HoldersLimit(table.Most);
        else
            log.ConnectionLimit(table.Most);
    }

    private sealed class Listener(IConnectionListener sockets, bool takesSurvivors, LimitedTransport transport) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            takesSurvivors && transport.NextSurvivor() is { } survivor
                ? ValueTask.FromResult<ConnectionContext?>(survivor)
                : transport.AcceptAsync(sockets, cancellationToken);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}
