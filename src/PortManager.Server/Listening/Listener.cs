using System.Net;
using PortManager.Server.Native;

namespace PortManager.Server.Listening;

/// <summary>A socket that listens.</summary>
/// <param name="Descriptor">The socket, which does not block.</param>
/// <param name="EndPoint">Where it listens: an address and a port, or the path of a Unix socket.</param>
internal sealed record Listener(int Descriptor, EndPoint EndPoint)
{
    /// <summary>Its TCP port; null for a Unix socket.</summary>
    public int? Port => (EndPoint as IPEndPoint)?.Port;

    /// <summary>Returns whether it takes a place on which another listener would be: the same port, of the same address or of every one.</summary>
    public bool Overlaps(ListenAddress place) =>
        EndPoint is IPEndPoint own
        && own.Port == place.Port
        && (place.Address is not { } address || address.Equals(own.Address) || IsEvery(address) || IsEvery(own.Address));

    private static bool IsEvery(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    public void Close() => _ = LibC.Close(Descriptor);
}
