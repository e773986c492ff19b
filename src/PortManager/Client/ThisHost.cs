using System.Net;
using System.Net.NetworkInformation;

namespace PortManager.Client;

/// <summary>Tells whether a host is the one that this process runs on.</summary>
internal static class ThisHost
{
    /// <summary>Returns true for localhost, a loopback address, this host's name, and each of its addresses.</summary>
    /// <param name="host">The host as the caller named it.</param>
    /// <param name="addresses">The addresses of that host.</param>
    public static bool Is(string host, IPAddress[] addresses) =>
        Is(host, addresses, Dns.GetHostName(), OwnAddresses);

    /// <summary>The same for a given name and addresses of this host.</summary>
    public static bool Is(string host, IPAddress[] addresses, string ownName, Func<IEnumerable<IPAddress>> ownAddresses)
    {
        IPAddress[] plain = [.. addresses.Select(Plain)];
        return LoopbackName.Is(host)
            || string.Equals(host, ownName, StringComparison.OrdinalIgnoreCase)
            || plain.Any(IPAddress.IsLoopback)
            || ownAddresses().Any(plain.Contains);
    }

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IEnumerable<IPAddress> OwnAddresses()
    {
        try
        {
            // A list, because a query would run, and throw, outside of this block.
            return
            [
                .. from network in NetworkInterface.GetAllNetworkInterfaces()
                   from unicast in network.GetIPProperties().UnicastAddresses
                   select unicast.Address,
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
