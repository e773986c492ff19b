using System.Runtime.InteropServices;
using PortManager.Client;
using PortManager.Native.Errors;

namespace PortManager.Native.Sockets;

/// <summary>Errors of the network, by their errno.</summary>
internal static class NetworkError
{
    /// <summary>The error of a call on a connection, or of connecting.</summary>
    /// <param name="server">The port manager.</param>
    /// <param name="errno">The number of the error.</param>
    /// <param name="where">What else to say of where it was looked for.</param>
    public static CallException Of(ServerAddress server, int errno, string where = "") =>
        new(Status.Network, $"The port manager on {server}{where}: {Marshal.GetPInvokeErrorMessage(errno)}.", errno);

    /// <summary>The error of listening on a port.</summary>
    public static CallException OfListening(int port, int errno) =>
        new(Status.Network, $"Cannot listen on port {port}: {Marshal.GetPInvokeErrorMessage(errno)}.", errno);

    /// <summary>Returns whether the port manager closed the connection, as an old one may do on VERSION.</summary>
    public static bool IsDisconnect(Exception error) => error
        is PortManagerClosedException
        or CallException { Status: Status.Network, Number: SocketErrno.ConnectionReset or SocketErrno.BrokenPipe };
}
