using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Identity;
using PortManager.Server.Status;

namespace PortManager.Server.Connections;

/// <summary>Kestrel's way in: each connection gets a <see cref="LineSession"/>.</summary>
internal sealed class LineConnectionHandler(
    SharedRegistry registry,
    ConnectionTable table,
    IConnectionStore store,
    PeerIdentity identity,
    IdentityRule rule,
    Limits limits,
    StatusReport status,
    ILogger<LineSession> log) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // A transport other than ours (a test's pipes) has no limit and made no entry.
        AcceptedConnection accepted = connection.Features.Get<AcceptedConnection>() ?? new AcceptedConnection(connection, 0, identity.Of(connection));
        try
        {
            var output = new ReplyOutput(accepted, table);
            var executor = new RequestExecutor(accepted, registry, store, rule, status, output.Pipe, log);
            using var session = new LineSession(accepted, output, executor, registry, store, rule, limits, log);
            await session.RunAsync();
        }
        finally
        {
            table.Remove(accepted);
        }
    }
}
