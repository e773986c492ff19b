using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace PortManager.Server.Listening;

/// <summary>A place to listen on: a port, on one address or on every address of the host.</summary>
/// <param name="Address">The address; null for every address, IPv4 and IPv6.</param>
/// <param name="Port">The TCP port, 1 to 65535; 0 lets the kernel choose one.</param>
public sealed record ListenAddress(IPAddress? Address, int Port)
{
    /// <summary>A port on every address of the host.</summary>
    public static ListenAddress OnPort(int port) => new(null, port);

    /// <summary>Reads <c>PORT</c>, <c>ADDRESS:PORT</c> or <c>[ADDRESS]:PORT</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? listen)
    {
        listen = null;
        int colon = text.LastIndexOf(':');
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port > ushort.MaxValue)
            return false;
        if (colon < 0)
        {
            listen = OnPort(port);
            return true;
        }

        string host = text[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        // Without brackets, 1::2:3 could be an address and a port or an address alone. And 80.5 would be 80.0.0.5, which nobody means.
        if (!IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? address)
            || (!bracketed && (host.Contains(':') || host != address.ToString())))
            return false;
        listen = new ListenAddress(address, port);
        return true;
    }

    /// <summary>The same as <see cref="TryParse"/> reads.</summary>
    public override string ToString() => Address is null ? $"{Port}" : new IPEndPoint(Address, Port).ToString();
}
