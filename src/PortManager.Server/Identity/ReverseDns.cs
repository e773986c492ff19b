using System.Net;

namespace PortManager.Server.Identity;

/// <summary>The names of other hosts. A DNS server that is slow, or mute, holds up nobody. Safe for several threads.</summary>
/// <param name="lookUp">Asks for the name; may throw. Default: the system's resolver.</param>
internal sealed class ReverseDns(Func<IPAddress, string?>? lookUp = null)
{
    private readonly LookUpThread<IPAddress> _thread = new("names of hosts", lookUp ?? (address => Dns.GetHostEntry(address).HostName));

    /// <summary>Asks for the name of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="answered">Is called, on another thread, with the name; with the address if it has none.</param>
    public void Ask(IPAddress address, Action<string> answered) => _thread.Ask(address, name => answered(name ?? address.ToString()));
}
