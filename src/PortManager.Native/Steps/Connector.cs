using PortManager.Client;
using PortManager.Native.Errors;
using PortManager.Native.Sockets;

namespace PortManager.Native.Steps;

/// <summary>Where a port manager is, and how long it may take to reach it and to be answered.</summary>
/// <param name="Server">The host as it was named, and the port.</param>
/// <param name="Addresses">The addresses of the host: one at least.</param>
/// <param name="ConnectTimeout">How long each address is tried.</param>
/// <param name="RequestTimeout">How long an answer may take.</param>
internal sealed record Connector(
    ServerAddress Server, HostAddress[] Addresses, TimeSpan ConnectTimeout, TimeSpan RequestTimeout)
{
    /// <summary>When a request that begins now has to be answered.</summary>
    public Deadline Answer() => Deadline.In(RequestTimeout, () => Messages.NoAnswer(Server, RequestTimeout));

    /// <summary>Connects to the first address that accepts.</summary>
    /// <exception cref="CallException">None did; the error of the last one.</exception>
    /// <exception cref="TimeoutException">None did, and the last one did not answer in time.</exception>
    public IEnumerable<Wait> Connect(Result<NonBlockingConnection> connected)
    {
        for (int i = 0; ; i++)
        {
            bool isLast = i == Addresses.Length - 1;
            Deadline deadline = Deadline.In(ConnectTimeout, () => Messages.NotReached(Server, ConnectTimeout));
            var connection = new NonBlockingConnection(Server, Addresses[i]);
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
                    throw NetworkError.Of(Server, error!.Value);
            }
            finally
            {
                connection?.Dispose();
            }
        }
    }
}
