using System.ComponentModel;
using System.Net;
using PortManager.Server.Listening;
using PortManager.Server.Native;

namespace PortManager.Server.Identity;

/// <summary>Who is at the other end of a connection: whether it is on this host, and which user the kernel says it is. Not safe for several threads.</summary>
internal sealed class PeerIdentity : IDisposable
{
    private readonly IReadOnlyList<IPNetwork> _localNetworks;
    private readonly SockDiag? _kernel;

    /// <param name="localNetworks">Networks that count as this host, such as a bridge to its containers.</param>
    public PeerIdentity(IReadOnlyList<IPNetwork> localNetworks)
    {
        _localNetworks = localNetworks;
        try
        {
            _kernel = SockDiag.Open();
        }
        catch (Win32Exception)
        {
            // A sandbox without netlink: every user is unknown.
        }
    }

    /// <summary>Asks the kernel. It should be asked when the connection is accepted: once the peer has closed, it does not tell.</summary>
    /// <param name="descriptor">The connection.</param>
    /// <param name="peer">Its other end; null for a Unix socket.</param>
    public Peer Of(int descriptor, IPEndPoint? peer)
    {
        if (peer is null)
            return OfUnixPeer(descriptor);
        if (ListeningSocket.OwnEnd(descriptor) is not { } own)
            return default;
        IPAddress address = Locality.Unmapped(peer.Address);
        bool isThisHost = Locality.IsLocal(peer, own);
        SocketOwner? owner = isThisHost ? _kernel?.OwnerOf(peer, own) : null;
        return new Peer(address, isThisHost || IsInLocalNetwork(address), owner?.User, owner?.Inode);
    }

    public void Dispose() => _kernel?.Dispose();

    private static Peer OfUnixPeer(int descriptor) => SocketOption.PeerCredentials(descriptor) is { } credentials
        ? new Peer(null, true, credentials.User, Process: credentials.Process)
        : new Peer(null, true, null);

    private bool IsInLocalNetwork(IPAddress address)
    {
        foreach (IPNetwork network in _localNetworks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }
}
