using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Logging;
using PortManager.Server.Status;

namespace PortManager.Server.Connections;

/// <summary>Kestrel's way in: each connection gets a <see cref="LineSession"/>, and HTTP's when that is what its peer speaks.</summary>
internal sealed class LineConnectionHandler(
    SharedRegistry registry,
    ConnectionTable table,
    IConnectionStore store,
    PeerIdentity identity,
    IdentityRule rule,
    Limits limits,
    StatusReport status,
    EventLog events,
    DaemonMetrics metrics,
    ILogger<LineSession> log) : ConnectionHandler
{
    public override Task OnConnectedAsync(ConnectionContext connection) => ServeAsync(connection, null);

    /// <summary>Serves a connection to its end.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="http">Serves those that speak HTTP; null where it is not spoken.</param>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate? http)
    {
        // A transport other than ours (a test's pipes) has no limit and made no entry.
        AcceptedConnection accepted = connection.Features.Get<AcceptedConnection>() ?? new AcceptedConnection(connection, 0, identity.Of(connection));
        try
        {
            using LineSession session = NewSession(accepted, http is not null);
            if (!await session.RunAsync())
                await ServeHttpAsync(accepted, http!);
        }
        finally
        {
            table.Remove(accepted);
        }
    }

    /// <summary>Serves a connection of which it is known that it speaks HTTP.</summary>
    public async Task ServeHttpOnlyAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        AcceptedConnection accepted = connection.Features.GetRequiredFeature<AcceptedConnection>();
        try
        {
            await ServeHttpAsync(accepted, http);
        }
        finally
        {
            table.Remove(accepted);
        }
    }

    private static Task ServeHttpAsync(AcceptedConnection accepted, ConnectionDelegate http)
    {
        accepted.IsHttp = true;
        return http(accepted.Context);
    }

    private LineSession NewSession(AcceptedConnection accepted, bool mayBeHttp)
    {
        var output = new ReplyOutput(accepted, table);
        var executor = new RequestExecutor(accepted, registry, store, rule, status, output.Pipe, events);
        // One that outlived the process before has said what it speaks.
        mayBeHttp &= !accepted.Progress.IsStored;
        return new LineSession(accepted, output, executor, registry, store, rule, limits, events, metrics, mayBeHttp, log);
    }
}
