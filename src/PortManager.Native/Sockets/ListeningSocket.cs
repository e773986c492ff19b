using System.Net;
using System.Runtime.InteropServices;

namespace PortManager.Native.Sockets;

/// <summary>Opens sockets that listen, for programs in C.</summary>
internal static class ListeningSocket
{
    /// <summary>Listens on a port, with a socket that blocks.</summary>
    /// <param name="address">The address; null for all of IPv6 and IPv4, or of IPv4 if the host has no IPv6.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="descriptor">The socket, which the caller owns; -1 if there is an error.</param>
    /// <returns>0, or the errno.</returns>
    public static int Open(IPAddress? address, int port, int backlog, out int descriptor)
    {
        int error = OpenOn(address ?? IPAddress.IPv6Any, isOnlyV6: address is not null, port, backlog, out descriptor);
        // A kernel that knows IPv6 may have it turned off.
        return address is null && error is SocketErrno.AddressFamilyNotSupported or SocketErrno.AddressNotAvailable
            ? OpenOn(IPAddress.Any, isOnlyV6: false, port, backlog, out descriptor)
            : error;
    }

    private static int OpenOn(IPAddress address, bool isOnlyV6, int port, int backlog, out int descriptor)
    {
        HostAddress host = HostAddress.Of(address);
        // Close-on-exec, as all descriptors of this library are.
        descriptor = SocketCalls.Socket(host.Family, SocketCalls.Stream | SocketCalls.CloseOnExec, 0);
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError();
        // Connections of a server that had the port before may not be forgotten yet.
        Set(descriptor, SocketCalls.SocketLevel, SocketCalls.ReuseAddress, 1);
        if (host.Family == HostAddress.InterNetworkV6)
            Set(descriptor, SocketCalls.InternetV6Level, SocketCalls.OnlyV6, isOnlyV6 ? 1 : 0);
        byte[] name = host.With(port);
        if (SocketCalls.Bind(descriptor, name, (uint)name.Length) == 0 && SocketCalls.Listen(descriptor, backlog) == 0)
            return 0;
        int error = Marshal.GetLastPInvokeError();
        _ = SocketCalls.Close(descriptor);
        descriptor = -1;
        return error;
    }

    private static void Set(int descriptor, int level, int option, int value) =>
        _ = SocketCalls.SetOption(descriptor, level, option, value, sizeof(int));
}
