using System.Runtime.InteropServices;
using PortManager.Client;
using PortManager.Native.Errors;

namespace PortManager.Native.Sockets;

/// <summary>Errors of the network, as numbers of the C library.</summary>
internal static class NetworkError
{
    public static CallException Of(ServerAddress server, int errno) =>
        new(Status.Network, $"The port manager on {server}: {Marshal.GetPInvokeErrorMessage(errno)}.", errno);

    /// <summary>Whether it is how a port manager that knows no VERSION may end the connection.</summary>
    public static bool IsDisconnect(Exception error) => error
        is PortManagerClosedException
        or CallException { Status: Status.Network, Number: SocketErrno.ConnectionReset or SocketErrno.BrokenPipe };
}
