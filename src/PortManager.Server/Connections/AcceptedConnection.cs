using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using PortManager.Server.Allocations;
using PortManager.Server.Listening;
using PortManager.Server.Native;

namespace PortManager.Server.Connections;

/// <summary>A connection as the daemon knows it: where it comes from, what it holds, and when it was last heard of.</summary>
internal sealed class AcceptedConnection(ConnectionContext context) : Holder
{
    public ConnectionContext Context => context;

    public Socket? Socket { get; } = context.Features.Get<IConnectionSocketFeature>()?.Socket;

    public bool IsLocal { get; } = Locality.IsLocal(context.RemoteEndPoint, context.LocalEndPoint);

    /// <summary>The peer's address; null for what has none.</summary>
    public IPAddress? Address => context.RemoteEndPoint is IPEndPoint peer ? Locality.Unmapped(peer.Address) : null;

    /// <summary>When a request came last, in milliseconds since the system started.</summary>
    public long LastActive { get; private set; } = Environment.TickCount64;

    public override bool HasLeft => Socket is not null && SocketState.PeerHasClosed(Socket);

    public void Touch() => LastActive = Environment.TickCount64;
}
