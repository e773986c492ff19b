using System.Net;
using System.Net.Sockets;
using PortManager.Server.Native;

namespace PortManager.Server.Listening;

/// <summary>The sockets that the daemon listens on: all that it was told to, or none.</summary>
internal static class Listeners
{
    /// <summary>
    /// How many connections may wait to be accepted. Those of a burst that find no place wait a second, until their hosts try again.
    /// </summary>
    public const int Backlog = 4096;

    private static readonly bool s_hasIPv6 = HasIPv6();

    /// <summary>Binds and listens.</summary>
    /// <exception cref="ListenException">One of them could not be bound; none is.</exception>
    public static IReadOnlyList<Listener> Open(IReadOnlyList<ListenAddress> places)
    {
        var listeners = new List<Listener>();
        try
        {
            foreach (ListenAddress place in places)
            {
                int port = place.Port;
                foreach (IPAddress address in AddressesOf(place))
                {
                    Listener listener = Open(address, port);
                    listeners.Add(listener);
                    // If the kernel chooses the port, IPv6 has to be served on the same one.
                    port = listener.Port!.Value;
                }
            }

            return listeners;
        }
        catch (ListenException)
        {
            listeners.ForEach(l => l.Close());
            throw;
        }
    }

    /// <summary>What is wrong if systemd passed other sockets than the operator asked for; null if nothing is.</summary>
    public static string? Warning(IReadOnlyList<ListenAddress> places, IReadOnlyList<Listener> listeners, int defaultPort)
    {
        HashSet<int> served = [0, defaultPort, .. listeners.Select(l => l.Port).OfType<int>()];
        string ignored = string.Join(" and ", places.Where(p => !served.Contains(p.Port)));
        return ignored.Length == 0 ? null : $"--listen {ignored} is ignored: systemd passed the sockets to listen on, which its socket unit names";
    }

    /// <summary>
    /// Opens the sockets of IPv4 that are missing among those that systemd passed: <c>ListenStream=30500</c> makes one of IPv6 alone, beside the shipped
    /// unit's <c>BindIPv6Only=</c>, and clients in use speak IPv4.
    /// </summary>
    /// <exception cref="ListenException">One of them could not be bound.</exception>
    public static IReadOnlyList<Listener> OpenMissing(IReadOnlyList<Listener> passed) =>
        Open([.. passed.Where(l => IsEverywhereButIPv4(l) && !passed.Any(other => other.Port == l.Port && IsIPv4(other))).Select(l => new ListenAddress(IPAddress.Any, l.Port!.Value))]);

    private static bool IsEverywhereButIPv4(Listener listener) =>
        listener.EndPoint is IPEndPoint place && place.Address.Equals(IPAddress.IPv6Any) && SocketOption.IsIPv6Only(listener.Descriptor);

    private static bool IsIPv4(Listener listener) => listener.EndPoint is IPEndPoint { AddressFamily: AddressFamily.InterNetwork };

    private static IPAddress[] AddressesOf(ListenAddress place) =>
        place.Address is { } address ? [address]
        : s_hasIPv6 ? [IPAddress.Any, IPAddress.IPv6Any]
        : [IPAddress.Any];

    private static bool HasIPv6()
    {
        int socket = RawSocket.OpenStream(AddressFamily.InterNetworkV6);
        if (socket >= 0)
            _ = LibC.Close(socket);
        return socket >= 0;
    }

    private static Listener Open(IPAddress address, int port)
    {
        var place = new IPEndPoint(address, port);
        int socket = RawSocket.OpenStream(address.AddressFamily);
        int result = socket < 0 ? socket : Listen(socket, place);
        if (result == 0)
            return new Listener(socket, ListeningSocket.OwnEnd(socket)!);
        if (socket >= 0)
            _ = LibC.Close(socket);
        throw new ListenException($"cannot listen on {place}: {Reason(-result, port)}", isInUse: result == -Errno.AddressInUse);
    }

    private static int Listen(int socket, IPEndPoint place)
    {
        // A port whose last connections are still in TIME_WAIT can be bound.
        SocketOption.SetReuseAddress(socket);
        // One socket a family: a dual-mode socket would hide that the other family is not served.
        if (place.AddressFamily == AddressFamily.InterNetworkV6)
            SocketOption.SetIPv6Only(socket);
        int result = RawSocket.Bind(socket, place);
        return result == 0 ? RawSocket.Listen(socket, Backlog) : result;
    }

    private static string Reason(int error, int port) => error switch
    {
        Errno.AddressInUse => $"another process uses port {port} there; is a port manager running already?",
        Errno.PermissionDenied => "permission denied; ports below 1024 are for root",
        Errno.AddressNotAvailable => "this host has no such address",
        Errno.AddressFamilyNotSupported => "this host does not have that kind of address",
        _ => $"error {error}",
    };
}
