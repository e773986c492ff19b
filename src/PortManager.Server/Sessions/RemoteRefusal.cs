using PortManager.Protocol;
using PortManager.Server.Connections;
using PortManager.Server.Events;

namespace PortManager.Server.Sessions;

/// <summary>The answer to a GIMME from another host (SPEC section 2), which names the host if it has a name.</summary>
internal static class RemoteRefusal
{
    // FAIL {HOST (ADDRESS) : Only local applications get ports} NL
    public static NextStep Write(Connection connection, Request request, Replies output, EventLog events)
    {
        if (connection is { Address: not null, HostName: null })
            return NextStep.Suspend;
        string reason = $"{connection.HostName ?? "unknown"} ({connection.Address}) : Only local applications get ports";
        events.RemoteRefused(connection, request, reason);
        ReplyWriter.Fail(output, reason);
        return NextStep.Close;
    }
}
