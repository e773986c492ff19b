using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>A lease of a port, and a socket that listens on it.</summary>
public sealed class PortListener : IAsyncDisposable, IDisposable
{
    /// <summary>Makes a listener, for a stand-in of <see cref="IPortManagerClient"/> in a test.</summary>
    /// <param name="lease">The lease. This object owns it from now on.</param>
    /// <param name="socket">The listening socket. This object owns it from now on.</param>
    public PortListener(PortLease lease, Socket socket)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(socket);
        Lease = lease;
        Socket = socket;
    }

    /// <summary>The lease of the port.</summary>
    public PortLease Lease { get; }

    /// <summary>The listening socket. It may be handed to what accepts connections; disposing this object closes it.</summary>
    public Socket Socket { get; }

    /// <summary>The port, 1 to 65535.</summary>
    public int Port => Lease.Port;

    /// <summary>The name under which the service is advertised: <see cref="PortLease.Service"/>.</summary>
    public string Service => Lease.Service;

    /// <summary>
    /// Releases the port, so that no client finds the service, and then closes the socket. It does not throw, as
    /// <see cref="PortLease.DisposeAsync"/> does not.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Lease.DisposeAsync().ConfigureAwait(false);
        Socket.Dispose();
    }

    /// <summary>Begins to release the port, does not wait for the reply, and closes the socket.</summary>
    public void Dispose()
    {
        Lease.Dispose();
        Socket.Dispose();
    }
}
