using System.Net;
using System.Net.Sockets;
using PortManager.Server.Pool;

namespace PortManager.Server.Listening;

/// <summary>
/// Looks whether a port is in use by binding it, on 0.0.0.0 and on ::, and letting go. The bind is strict: with
/// SO_REUSEADDR it would succeed beside others who are bound but do not listen.
/// </summary>
internal sealed class BindProbe : IPortProbe
{
    public bool IsFree(int port) =>
        CanBind(IPAddress.Any, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Any, port));

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            // Unspecified is TCP too. Of a socket that it knows to be TCP, .NET sets SO_REUSEADDR at Bind, whatever
            // ExclusiveAddressUse says.
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
