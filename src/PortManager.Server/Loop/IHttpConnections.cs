using PortManager.Server.Connections;

namespace PortManager.Server.Loop;

/// <summary>Takes over the connections that speak HTTP. The loop calls it, so nothing here may take long.</summary>
internal interface IHttpConnections
{
    /// <summary>Takes over a connection, whose bytes are all still in the kernel. It owns the socket from here on.</summary>
    void Take(Connection connection);

    /// <summary>Closes a connection that it has taken over.</summary>
    void Abort(Connection connection);
}
