using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using PortManager.Lab;
using PortManager.Server.Files;

namespace PortManager.Server.Lab;

/// <summary>By what the directory tells this host from another one of the same name, and this process from the one before.</summary>
internal static class HostIdentity
{
    private const string Name = "directory-id";
    private const int MaxLength = 64;

    /// <summary>The id of the host, which stays the same as long as its daemon has the same state folder.</summary>
    /// <param name="folder">The state folder; null if there is none: then the id is new at each start.</param>
    public static string Read(string? folder)
    {
        string id = NewId();
        if (folder is null)
            return id;
        try
        {
            using OpenFolder own = StateFolder.OpenOwn(folder);
            if (own.Read(Name, MaxLength) is { } text && Encoding.ASCII.GetString(text).Trim() is { Length: > 0 } known)
                return known;
            AtomicFile.Replace(own, Name, $"{id}\n", OpenFolder.OwnFile);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // The journal, which is beside it, has said so.
        }

        return id;
    }

    /// <summary>An id that no other has.</summary>
    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>What the directory says of this host.</summary>
    public static HostValue Describe(string id, int port, int? httpPort, string pool, DateTimeOffset started) =>
        new(Product.Version, Addresses(), port, httpPort, pool, started, id, NewId());

    private static string[] Addresses()
    {
        try
        {
            return
            [
                .. from network in NetworkInterface.GetAllNetworkInterfaces()
                   where network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback
                   from address in network.GetIPProperties().UnicastAddresses
                   where address.Address is { IsIPv6LinkLocal: false, AddressFamily: AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 }
                   select address.Address.ToString(),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
