using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>Opens sockets that listen.</summary>
internal static class ListeningSocket
{
    /// <summary>Listens on a port.</summary>
    /// <param name="address">The address; null for all of IPv6 and IPv4, or of IPv4 if the host has no IPv6.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="backlog">How many connections may wait to be accepted. The system may have a lower limit.</param>
    /// <exception cref="SocketException">The port is in use, or the address is not one of this host.</exception>
    public static Socket Open(IPAddress? address, int port, int backlog)
    {
        if (address is not null || !Socket.OSSupportsIPv6)
            return OpenOn(address ?? IPAddress.Any, port, backlog);
        try
        {
            return OpenOn(IPAddress.IPv6Any, port, backlog);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
        {
            // A kernel that knows IPv6 may have it turned off.
            return OpenOn(IPAddress.Any, port, backlog);
        }
    }

    private static Socket OpenOn(IPAddress address, int port, int backlog)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
