using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Logging;
using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Server.Recovery;

/// <summary>Makes connections of this process out of those that the process before left open.</summary>
internal sealed class AdoptedConnections(
    SocketConnectionContextFactory contexts, NotifySocket systemd, Ledger ledger, PeerIdentity identity, ILogger log)
{
    /// <summary>Adopts the connections that can be served on, and closes the others.</summary>
    public IReadOnlyList<Adopted> Adopt(IReadOnlyList<(long Number, Socket Socket)> inherited)
    {
        var adopted = new List<Adopted>();
        foreach ((long number, Socket socket) in inherited)
        {
            if (Adopt(number, socket) is { } connection)
                adopted.Add(connection);
            else
                LetGo(number, socket);
        }

        ledger.KeepOnly(adopted.Select(a => a.Connection.Id).ToHashSet());
        return adopted;
    }

    private Adopted? Adopt(long number, Socket socket)
    {
        if (ledger.Find(number) is not { } entry || KernelCounts.Of(socket) is not { } counts || HasLeft(socket))
            return null;
        InFlight inFlight = entry.Position.Compare(counts);
        if (inFlight.Kind == InFlightKind.CutShort)
        {
            log.CutShort((socket.RemoteEndPoint as IPEndPoint)?.Address);
            return null;
        }

        ConnectionContext context = contexts.Create(socket);
        var connection = new AcceptedConnection(context, number, identity.Of(context))
        {
            Progress = new Progress(inFlight.Position, entry),
            WatchedBefore = entry.Watch is { } watch && watch.RequestPosition < inFlight.Position.Consumed ? watch.Filter : null,
        };
        return new Adopted(connection, inFlight.Position.Consumed);
    }

    // One that has said something more before it closed its side is answered first.
    private static bool HasLeft(Socket socket) => SocketState.PeerHasClosed(socket) && socket.Available == 0;

    private void LetGo(long number, Socket socket)
    {
        socket.Dispose();
        systemd.Remove(ConnectionStore.NameOf(number));
        if (ledger.Find(number) is { } entry)
            ledger.Remove(entry);
    }
}

/// <summary>A connection that outlived the process before.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="AnsweredUpTo">The bytes of its requests that were answered.</param>
internal sealed record Adopted(AcceptedConnection Connection, long AnsweredUpTo);
