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

    public void Close() => _ = LibC.Close(Descriptor);
}
