using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>Connects to a port manager, on the port that the caller gave, or else where it is to be found at that moment.</summary>
/// <param name="server">The host, and the port, which is kept up to date.</param>
/// <param name="given">The port that the caller gave; null if it is to be found.</param>
/// <param name="options">The options of the client.</param>
internal sealed class Locator(ServerAddress server, int? given, PortManagerClientOptions options)
{
    /// <summary>Where it was looked for the last time.</summary>
    public FoundPorts? Found { get; private set; }

    /// <summary>Connects for the first time: to the first port on which a program listens.</summary>
    /// <exception cref="SocketException">No program listens on any of them, or another error of the network.</exception>
    /// <exception cref="TimeoutException">No address answered in time.</exception>
    public Task<LineStream> ConnectAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        FoundPorts found = Find(addresses);
        return ConnectAsync(found.Ports, addresses, cancellationToken);
    }

    /// <summary>
    /// Connects again. A port manager that is away for a moment is not looked for where another one may listen: unless the port file names another port,
    /// it is on the same port as before.
    /// </summary>
    /// <inheritdoc cref="ConnectAsync(IPAddress[], CancellationToken)"/>
    public Task<LineStream> ReconnectAsync(IPAddress[] addresses, CancellationToken cancellationToken)
    {
        FoundPorts found = Find(addresses);
        int[] ports = found.PortFile is not null && found.Ports[0] != server.Port ? [found.Ports[0], server.Port] : [server.Port];
        return ConnectAsync(ports, addresses, cancellationToken);
    }

    private FoundPorts Find(IPAddress[] addresses) => Found = given is { } port
        ? new FoundPorts([port])
        : ListenPort.Find(server.Host, addresses, options.PortFile, ListenPort.ServicesFile);

    private async Task<LineStream> ConnectAsync(IReadOnlyList<int> ports, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                LineStream lines = await Dialer.ConnectAsync(
                    server with { Port = ports[i] }, addresses, options, cancellationToken).ConfigureAwait(false);
                server.Port = ports[i];
                return lines;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && i + 1 < ports.Count)
            {
                // The next one.
            }
        }
    }
}
