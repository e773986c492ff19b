using System.Net;
using System.Net.Sockets;

namespace PortManager.Server.Listening;

/// <summary>The sockets that the daemon listens on: all that it was told to, or none.</summary>
internal static class Listeners
{
    /// <summary>
    /// How many connections may wait to be accepted. Those of a burst that find no place wait a second, until their hosts try again.
    /// </summary>
    public const int Backlog = 4096;

    /// <summary>Binds and listens.</summary>
    /// <exception cref="ListenException">One of them could not be bound; none is.</exception>
    public static IReadOnlyList<Socket> Open(IReadOnlyList<ListenAddress> places)
    {
        var sockets = new List<Socket>();
        try
        {
            foreach (ListenAddress place in places)
            {
                int port = place.Port;
                foreach (IPAddress address in AddressesOf(place))
                {
                    Socket socket = Open(address, port);
                    sockets.Add(socket);
                    // Where the kernel chooses the port, IPv6 has to be served on the same one.
                    port = ((IPEndPoint)socket.LocalEndPoint!).Port;
                }
            }

            return sockets;
        }
        catch (ListenException)
        {
            sockets.ForEach(s => s.Dispose());
            throw;
        }
    }

    /// <summary>What is wrong where systemd passed other sockets than the operator asked for; null when nothing is.</summary>
    public static string? Warning(IReadOnlyList<ListenAddress> places, IReadOnlyList<Socket> listeners)
    {
        HashSet<int> served = [0, PortManagerServerOptions.DefaultPort, .. listeners.Select(l => l.LocalEndPoint).OfType<IPEndPoint>().Select(e => e.Port)];
        string ignored = string.Join(" and ", places.Where(p => !served.Contains(p.Port)));
        return ignored.Length == 0 ? null : $"--listen {ignored} is ignored: systemd passed the sockets to listen on, which its socket unit names";
    }

    private static IPAddress[] AddressesOf(ListenAddress place) =>
        place.Address is { } address ? [address]
        : Socket.OSSupportsIPv6 ? [IPAddress.Any, IPAddress.IPv6Any]
        : [IPAddress.Any];

    private static Socket Open(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // One socket a family: a dual-mode socket would hide that the other family is not served.
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ListenException($"cannot listen on {new IPEndPoint(address, port)}: {Reason(e.SocketErrorCode, port)}");
        }
    }

    private static string Reason(SocketError error, int port) => error switch
    {
        SocketError.AddressAlreadyInUse => $"another process uses port {port} there; is a port manager running already?",
        SocketError.AccessDenied => "permission denied; ports below 1024 are for root",
        SocketError.AddressNotAvailable => "this host has no such address",
        SocketError.AddressFamilyNotSupported => "this host does not have that kind of address",
        _ => $"error {error}",
    };
}
