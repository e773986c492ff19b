using System.Net;

namespace PortManager.Server.Identity;

/// <summary>The names of other hosts. A name server that is slow, or mute, is not waited for.</summary>
/// <param name="lookUp">Asks for the name; may throw.</param>
internal sealed class HostNames(Func<IPAddress, string?> lookUp)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly LookUpThread<IPAddress> _thread = new("names of hosts", lookUp);

    /// <summary>The name; the address where it has none, or where it did not come in time.</summary>
    public async ValueTask<string> OfAsync(IPAddress address) => await _thread.AskAsync(address, s_patience) ?? address.ToString();
}
