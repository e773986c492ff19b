using System.Runtime.InteropServices;
using PortManager.Client;
using PortManager.Native.Errors;
using PortManager.Protocol;

namespace PortManager.Native.Sockets;

/// <summary>Looks up the addresses of a host.</summary>
internal static unsafe class HostLookup
{
    /// <summary>EAI_SYSTEM: errno says more.</summary>
    private const int SystemError = -11;

    /// <summary>EAI_NONAME.</summary>
    private const int NoName = -2;

    /// <summary>Returns the addresses of a host, in the order to try them. The system's resolver decides how long that takes.</summary>
    /// <exception cref="CallException">There is no such host, or it could not be looked up.</exception>
    public static HostAddress[] Find(string host)
    {
        if (LoopbackName.Is(host))
            return [.. LoopbackName.Addresses.Select(HostAddress.Of)];
        var hints = new SocketCalls.AddressInfo { SocketType = SocketCalls.Stream };
        int code = SocketCalls.GetAddresses(host, 0, hints, out SocketCalls.AddressInfo* found);
        if (code == SystemError)
            throw Failed(Status.Network, host, Marshal.GetLastPInvokeError(), Marshal.GetLastPInvokeErrorMessage());
        if (code != 0)
            throw Failed(Status.Host, host, code, Marshal.PtrToStringUTF8((nint)SocketCalls.LookUpError(code)));
        HostAddress[] addresses = Read(found);
        return addresses.Length > 0 ? addresses : throw Failed(Status.Host, host, NoName, "it has no address");
    }

    private static HostAddress[] Read(SocketCalls.AddressInfo* found)
    {
        try
        {
            var addresses = new List<HostAddress>();
            for (SocketCalls.AddressInfo* one = found; one is not null; one = one->Next)
            {
                if (one->Family is HostAddress.InterNetwork or HostAddress.InterNetworkV6)
                    addresses.Add(new HostAddress(one->Family, new Span<byte>(one->Address, (int)one->Length).ToArray()));
            }

            return [.. addresses];
        }
        finally
        {
            SocketCalls.FreeAddresses(found);
        }
    }

    private static CallException Failed(Status status, string host, int number, string? reason) =>
        new(status, $"The host {Printable.Text(host)} could not be looked up: {reason}.", number);
}
