using System.Net;

namespace PortManager.Client;

/// <summary>The name localhost, which is known without asking anybody (RFC 6761, section 6.3): name services may not answer, or not know it.</summary>
internal static class LoopbackName
{
    /// <summary>The addresses, in the order to try them. An error is that of the last: every system has IPv4.</summary>
    public static IPAddress[] Addresses => [IPAddress.IPv6Loopback, IPAddress.Loopback];

    /// <summary>Returns whether a host is named <c>localhost</c>, or ends with that.</summary>
    public static bool Is(string host)
    {
        ReadOnlySpan<char> name = host.AsSpan().TrimEnd('.');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
