using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using PortManager.Server.Listening;
using PortManager.Server.Native;

namespace PortManager.Server.Identity;

/// <summary>Who is at the other end of a connection: whether he is on this host, and which user the kernel says he is.</summary>
internal sealed class PeerIdentity : IDisposable
{
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int PeerCredentials = 17; // SO_PEERCRED: struct ucred, which is pid, uid, gid

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<IPNetwork> _localNetworks;
    private readonly SockDiag? _kernel;

    /// <param name="localNetworks">Networks that count as this host, such as a bridge to its containers.</param>
    public PeerIdentity(IReadOnlyList<IPNetwork> localNetworks)
    {
        _localNetworks = localNetworks;
        try
        {
            _kernel = new SockDiag();
        }
        catch (Win32Exception)
        {
            // A sandbox without netlink: every user is unknown.
        }
    }

    /// <summary>Asks the kernel. It should be asked when the connection is accepted: once the peer has closed, it does not tell.</summary>
    public Peer Of(ConnectionContext connection)
    {
        if (connection.LocalEndPoint is UnixDomainSocketEndPoint)
            return new Peer(null, true, OwnerOfUnixPeer(connection.Features.Get<IConnectionSocketFeature>()?.Socket));
        if (connection is not { RemoteEndPoint: IPEndPoint peer, LocalEndPoint: IPEndPoint own })
            return default;
        IPAddress address = Locality.Unmapped(peer.Address);
        bool isThisHost = Locality.IsLocal(peer, own);
        return new Peer(address, isThisHost || _localNetworks.Any(n => n.Contains(address)), isThisHost ? OwnerOf(peer, own) : null);
    }

    /// <summary>The ports that are listened on, with the user id of who does so; null where the kernel does not tell.</summary>
    public IReadOnlyDictionary<int, uint>? Listeners()
    {
        if (_kernel is null)
            return null;
        lock (_lock)
            return _kernel.Listeners();
    }

    public void Dispose() => _kernel?.Dispose();

    private static long? OwnerOfUnixPeer(Socket? socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        return socket?.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..])
            : null;
    }

    private long? OwnerOf(IPEndPoint peer, IPEndPoint own)
    {
        if (_kernel is null)
            return null;
        lock (_lock)
            return _kernel.OwnerOf(peer, own);
    }
}
