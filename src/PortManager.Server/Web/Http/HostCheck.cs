using System.Net;
using Microsoft.AspNetCore.Http;
using PortManager.Server.Listening;

namespace PortManager.Server.Web.Http;

/// <summary>
/// Whether a request is for this host by its Host header. A page from elsewhere can have its own name point here (DNS rebinding), and
/// could then read what is here as its own; but the browser asks by that name.
/// </summary>
internal sealed class HostCheck
{
    private volatile HashSet<string> _names;

    /// <param name="more">Names of this host besides those that the system gives.</param>
    public HostCheck(IEnumerable<string> more)
    {
        HashSet<string> names = new(more.Select(Plain), StringComparer.OrdinalIgnoreCase) { "localhost", Environment.MachineName };
        _names = names;
        _ = AddFullNameAsync(names);
    }

    public bool IsThisHost(HttpContext context)
    {
        HostString host = context.Request.Host;
        // Browsers always say; an old script that does not is nobody's victim.
        if (!host.HasValue)
            return HttpProtocol.IsHttp10(context.Request.Protocol);
        // The port does not matter: a tunnel has another one.
        return IPAddress.TryParse(host.Host, out IPAddress? address)
            ? IsThisHost(Locality.Unmapped(address), context.Connection.LocalIpAddress)
            : _names.Contains(Plain(host.Host));
    }

    private static bool IsThisHost(IPAddress asked, IPAddress? own) =>
        IPAddress.IsLoopback(asked) || (own is not null && WithoutScope(asked).Equals(WithoutScope(Locality.Unmapped(own))));

    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());

    private static string Plain(string name) => name.TrimEnd('.');

    // The resolver can take long, or for ever.
    private async Task AddFullNameAsync(HashSet<string> names)
    {
        try
        {
            IPHostEntry entry = await Dns.GetHostEntryAsync(Environment.MachineName);
            _names = new HashSet<string>(names, names.Comparer) { Plain(entry.HostName) };
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ArgumentException)
        {
            // It has no other name.
        }
    }
}
