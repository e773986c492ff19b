using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;

namespace PortManager.Server.Connections;

/// <summary>Kestrel's way in: each connection gets a <see cref="LineSession"/>.</summary>
internal sealed class LineConnectionHandler(SharedRegistry registry, ConnectionTable table, ILogger<LineSession> log)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // A transport other than ours (a test's pipes) has no limit and made no entry.
        AcceptedConnection accepted = connection.Features.Get<AcceptedConnection>() ?? new AcceptedConnection(connection);
        try
        {
            using var session = new LineSession(accepted, registry, log);
            await session.RunAsync();
        }
        finally
        {
            table.Remove(accepted);
        }
    }
}
