using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PortManager.Protocol;
using PortManager.Server.Listening;
using PortManager.Server.Logging;

namespace PortManager.Server.Web.Http;

/// <summary>
/// Whether a request is for this host by its Host header. A page from elsewhere can have its own name point here (DNS rebinding), and
/// could then read what is here as its own; but the browser asks by that name.
/// </summary>
/// <param name="more">Names and addresses of this host besides those that the system gives.</param>
/// <param name="own">Those that the system gives.</param>
/// <param name="log">Is told of names that are refused.</param>
internal sealed class HostCheck(IReadOnlyList<string> more, OwnNames own, ILogger<HostCheck> log)
{
    /// <summary>So many refused names are logged: requests with more do not fill the log.</summary>
    private const int MaxLogged = 16;

    private readonly HashSet<string> _names = new(more.Select(Plain), StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<IPAddress> _addresses = [.. more.Select(AddressOf).OfType<IPAddress>()];
    // *.lab.example stands for every name that ends with .lab.example.
    private readonly string[] _ends = [.. more.Where(m => m.StartsWith("*.", StringComparison.Ordinal)).Select(m => Plain(m[1..]))];
    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<bool> IsThisHostAsync(HttpContext context)
    {
        HostString host = context.Request.Host;
        // Browsers always say; an old script that does not is nobody's victim.
        if (!host.HasValue)
            return HttpProtocol.IsHttp10(context.Request.Protocol);
        // The port does not matter: a tunnel has another one.
        if (AddressOf(host.Host) is { } address ? IsThisHost(address, context.Connection.LocalIpAddress) : await IsThisHostAsync(Plain(host.Host)))
            return true;
        if (_logged.Count < MaxLogged && _logged.TryAdd(host.Host, true))
            log.HostRefused(Printable.Text(host.Host));
        return false;
    }

    private async ValueTask<bool> IsThisHostAsync(string name) =>
        _names.Contains(name)
        || _ends.Any(end => name.Length > end.Length && name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
        || await own.ContainAsync(name);

    private bool IsThisHost(IPAddress asked, IPAddress? connected) =>
        IPAddress.IsLoopback(asked)
        || _addresses.Contains(asked)
        || (connected is not null && WithoutScope(asked).Equals(WithoutScope(Locality.Unmapped(connected))));

    private static IPAddress? AddressOf(string host) => IPAddress.TryParse(host, out IPAddress? address) ? Locality.Unmapped(address) : null;

    private static IPAddress WithoutScope(IPAddress address) => new(address.GetAddressBytes());

    private static string Plain(string name) => name.TrimEnd('.');
}
