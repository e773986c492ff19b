using PortManager.Server.Connections;
using PortManager.Server.Loop;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Loop;

/// <summary>A web server that takes connections over, and does nothing with them.</summary>
internal sealed class FakeHttp : IHttpConnections
{
    public List<Connection> Taken { get; } = [];

    public List<Connection> Aborted { get; } = [];

    public void Take(Connection connection) => Taken.Add(connection);

    public void Abort(Connection connection)
    {
        Aborted.Add(connection);
        new StreamSocket(connection.Descriptor).Abort();
    }
}
