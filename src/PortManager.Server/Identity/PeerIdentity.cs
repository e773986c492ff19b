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
    private readonly Lock _dumpLock = new();
    private readonly IReadOnlyList<IPNetwork> _localNetworks;
    private SockDiag? _kernel;
    private SockDiag? _dump;

    /// <param name="localNetworks">Networks that count as this host, such as a bridge to its containers.</param>
    public PeerIdentity(IReadOnlyList<IPNetwork> localNetworks)
    {
        _localNetworks = localNetworks;
        try
        {
            _kernel = SockDiag.Open();
            // Of its own: who accepts does not wait for a list of thousands.
            _dump = SockDiag.Open();
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
            return OfUnixPeer(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        if (connection is not { RemoteEndPoint: IPEndPoint peer, LocalEndPoint: IPEndPoint own })
            return default;
        IPAddress address = Locality.Unmapped(peer.Address);
        bool isThisHost = Locality.IsLocal(peer, own);
        SocketOwner? owner = isThisHost ? OwnerOf(peer, own) : null;
        return new Peer(address, isThisHost || _localNetworks.Any(n => n.Contains(address)), owner?.User, owner?.Inode);
    }

    /// <summary>The ports that are listened on, with whose sockets they are; null where the kernel does not tell.</summary>
    public IReadOnlyDictionary<int, SocketOwner>? Listeners()
    {
        lock (_dumpLock)
            return _dump?.Listeners();
    }

    /// <summary>From here on every user is unknown, to those who are still served.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _kernel?.Dispose();
            _kernel = null;
        }

        lock (_dumpLock)
        {
            _dump?.Dispose();
            _dump = null;
        }
    }

    private static Peer OfUnixPeer(Socket? socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        if (socket?.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) != credentials.Length)
            return new Peer(null, true, null);
        return new Peer(
            null,
            true,
            BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]),
            Process: BinaryPrimitives.ReadInt32LittleEndian(credentials));
    }

    private SocketOwner? OwnerOf(IPEndPoint peer, IPEndPoint own)
    {
        lock (_lock)
            return _kernel?.OwnerOf(peer, own);
    }
}
