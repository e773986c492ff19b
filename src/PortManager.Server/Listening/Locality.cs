using System.Net;

namespace PortManager.Server.Listening;

/// <summary>Whether a peer is on this host: only local applications get ports (SPEC section 2).</summary>
internal static class Locality
{
    /// <summary>
    /// A peer is local when its address is a loopback address, or the very address of this host that it connected to.
    /// </summary>
    public static bool IsLocal(EndPoint? peer, EndPoint? own)
    {
        if (peer is not IPEndPoint { Address: var theirs } || own is not IPEndPoint { Address: var ours })
            return false;
        theirs = Unmapped(theirs);
        return IPAddress.IsLoopback(theirs) || theirs.Equals(Unmapped(ours));
    }

    /// <summary>An IPv4 address that came in on an IPv6 socket, as the IPv4 address that it is.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
