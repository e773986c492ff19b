using System.IO.Pipelines;
using System.Net;
using PortManager.Protocol;
using PortManager.Server.Identity;
using PortManager.Server.Logging;

namespace PortManager.Server.Connections;

/// <summary>The answer to a GIMME from another host (SPEC section 2), which names the host where it has a name.</summary>
internal static class RemoteRefusal
{
    private static readonly HostNames s_names = new(address => Dns.GetHostEntry(address).HostName);

    public static async Task<After> WriteAsync(AcceptedConnection connection, Request request, PipeWriter output, EventLog events)
    {
        IPAddress? address = connection.Address;
        string host = address is null ? "unknown" : await s_names.OfAsync(address);
        string reason = $"{host} ({address}) : Only local applications get ports";
        events.RemoteRefused(request, reason);
        ReplyWriter.Fail(output, reason);
        return After.HangUp;
    }
}
