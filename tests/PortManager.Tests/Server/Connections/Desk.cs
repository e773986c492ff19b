using PortManager.Server;
using PortManager.Server.Connections;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Connections;

/// <summary>What sessions are served by: a registry, a table of connections and a log.</summary>
internal sealed class Desk
{
    public Desk(int ports = 9, DuplicatePolicy duplicates = DuplicatePolicy.Number)
    {
        Lab = new Lab(ports, duplicates);
        Handler = new LineConnectionHandler(Lab.Shared, Table, Log);
    }

    public Lab Lab { get; }

    public ConnectionTable Table { get; } = new(most: 1000);

    public RecordingLogger<LineSession> Log { get; } = new();

    public LineConnectionHandler Handler { get; }

    public PipePeer Connect() => new PipePeer().ConnectTo(Handler);
}
