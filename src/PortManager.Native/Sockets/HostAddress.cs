using System.Buffers.Binary;
using System.Net;

namespace PortManager.Native.Sockets;

/// <summary>An address of a host as the C library represents it: a sockaddr_in or sockaddr_in6.</summary>
/// <param name="Family">AF_INET or AF_INET6.</param>
/// <param name="Bytes">The structure, with any port.</param>
internal sealed record HostAddress(int Family, byte[] Bytes)
{
    public const int InterNetwork = 2;
    public const int InterNetworkV6 = 10;

    private const int PortOffset = 2;
    private const int ScopeOffset = 24;

    /// <summary>The address without the port.</summary>
    // sockaddr_in:  family 2, port 2, address 4;   sockaddr_in6: family 2, port 2, flow 4, address 16, scope 4
    public IPAddress Address => new(Family == InterNetwork ? Bytes.AsSpan(4, 4) : Bytes.AsSpan(8, 16));

    /// <summary>Returns the structure of an address.</summary>
    public static HostAddress Of(IPAddress address)
    {
        (int family, int length, int offset) = address.GetAddressBytes().Length == 4 ? (InterNetwork, 16, 4) : (InterNetworkV6, 28, 8);
        byte[] bytes = new byte[length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)family);
        address.TryWriteBytes(bytes.AsSpan(offset), out _);
        if (family == InterNetworkV6)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ScopeOffset), (uint)address.ScopeId);
        return new HostAddress(family, bytes);
    }

    /// <summary>Returns a copy of the structure with this port.</summary>
    public byte[] With(int port)
    {
        byte[] address = [.. Bytes];
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(PortOffset), (ushort)port);
        return address;
    }
}
