using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using PortManager.Protocol;
using PortManager.Server.Logging;

namespace PortManager.Server.Connections;

/// <summary>The answer to a GIMME from another host (SPEC section 2), which names the host where it has a name.</summary>
internal static class RemoteRefusal
{
    private static readonly TimeSpan LookUpTimeout = TimeSpan.FromMilliseconds(500);

    public static async Task<After> WriteAsync(AcceptedConnection connection, Request request, PipeWriter output, EventLog events)
    {
        IPAddress? address = connection.Address;
        string host = address is null ? "unknown" : await NameOfAsync(address);
        string reason = $"{host} ({address}) : Only local applications get ports";
        events.RemoteRefused(request, reason);
        ReplyWriter.Fail(output, reason);
        return After.HangUp;
    }

    private static async Task<string> NameOfAsync(IPAddress address)
    {
        try
        {
            // The resolver takes no token for this look-up, and can take much longer than a client waits.
            return (await Dns.GetHostEntryAsync(address).WaitAsync(LookUpTimeout)).HostName;
        }
        catch (Exception e) when (e is SocketException or TimeoutException or ArgumentException)
        {
            return address.ToString();
        }
    }
}
