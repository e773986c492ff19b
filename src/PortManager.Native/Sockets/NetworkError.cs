using System.Runtime.InteropServices;
using PortManager.Client;
using PortManager.Native.Errors;

namespace PortManager.Native.Sockets;

/// <summary>Errors of the network, by their errno.</summary>
internal static class NetworkError
{
    public static CallException Of(ServerAddress server, int errno) =>
        new(Status.Network, $"The port manager on {server}: {Marshal.GetPInvokeErrorMessage(errno)}.", errno);

    /// <summary>Returns whether the port manager closed the connection, as an old one may do on VERSION.</summary>
    public static bool IsDisconnect(Exception error) => error
        is PortManagerClosedException
        or CallException { Status: Status.Network, Number: SocketErrno.ConnectionReset or SocketErrno.BrokenPipe };
}
