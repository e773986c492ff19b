using PortManager.Client;
using PortManager.Native.Errors;
using PortManager.Native.Sockets;

namespace PortManager.Native.Steps;

/// <summary>Connects to a port manager.</summary>
/// <param name="Server">The host as it was named, and the port that was tried last.</param>
/// <param name="Ports">The ports to try.</param>
/// <param name="Addresses">The addresses of the host, at least one.</param>
/// <param name="ConnectTimeout">The timeout for each address.</param>
/// <param name="RequestTimeout">The timeout of a request.</param>
internal sealed record Connector(
    ServerAddress Server, FoundPorts Ports, HostAddress[] Addresses, TimeSpan ConnectTimeout, TimeSpan RequestTimeout)
{
    // Nobody gave these ports, so an error says where they come from.
    private string AlsoTried =>
        Ports is { PortFile: { } file, Ports: [var named, _, ..] } ? $" (nor on port {named}, which {file} names)"
        : Ports.Problem is { } problem ? $" ({problem})"
        : Ports.Origin;

    /// <summary>Returns the deadline of a request that begins now.</summary>
    public Deadline Answer() => Deadline.In(RequestTimeout, () => Messages.NoAnswer(Server, RequestTimeout));

    /// <summary>Connects to the first port and address that accepts.</summary>
    /// <exception cref="CallException">No address accepted. This is the error of the last one.</exception>
    /// <exception cref="TimeoutException">No address accepted, and the last one did not answer in time.</exception>
    public IEnumerable<Wait> Connect(Result<NonBlockingConnection> connected)
    {
        for (int i = 0; ; i++)
        {
            bool isLast = i == Ports.Ports.Count * Addresses.Length - 1;
            Server.Port = Ports.Ports[i / Addresses.Length];
            Deadline deadline = Deadline.In(ConnectTimeout, () => Messages.NotReached(Server, ConnectTimeout));
            var connection = new NonBlockingConnection(Server, Addresses[i % Addresses.Length]);
            try
            {
                int? error;
                while ((error = connection.Connect()) is null && (isLast || !deadline.HasPassed))
                    yield return deadline.For(connection.Descriptor, SocketCalls.PollOut);
                if (error == 0)
                {
                    connected.Value = connection;
                    connection = null;
                    yield break;
                }

                if (isLast)
                    throw NetworkError.Of(Server, error!.Value, AlsoTried);
            }
            finally
            {
                connection?.Dispose();
            }
        }
    }
}
