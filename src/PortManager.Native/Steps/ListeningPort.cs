using System.Net;
using PortManager.Native.Sockets;

namespace PortManager.Native.Steps;

/// <summary>A port, and a socket that listens on it.</summary>
/// <param name="Port">The port.</param>
/// <param name="Descriptor">The socket; -1 if no port could be listened on.</param>
/// <param name="Error">The errno then, else 0.</param>
internal readonly record struct ListeningPort(int Port, int Descriptor, int Error)
{
    /// <summary>Each attempt costs another program that takes the port between the port manager's look at it and this one.</summary>
    private const int MaxAttempts = 16;

    /// <summary>Gets ports until one can be listened on. A port that cannot is released.</summary>
    /// <param name="get">Gets a port.</param>
    /// <param name="release">Releases one.</param>
    /// <param name="address">The address to listen on; null for all of this host.</param>
    /// <param name="backlog">How many connections may wait to be accepted.</param>
    /// <param name="result">Receives the port.</param>
    public static IEnumerable<Wait> Get(
        Func<Result<int>, IEnumerable<Wait>> get, Func<int, IEnumerable<Wait>> release, IPAddress? address, int backlog, Result<ListeningPort> result)
    {
        for (int attempt = 1; ; attempt++)
        {
            var port = new Result<int>();
            foreach (Wait wait in get(port))
                yield return wait;
            int error = ListeningSocket.Open(address, port.Value, backlog, out int descriptor);
            result.Value = new ListeningPort(port.Value, descriptor, error);
            if (error == 0)
                yield break;
            foreach (Wait wait in release(port.Value))
                yield return wait;
            if (error != SocketErrno.AddressInUse || attempt == MaxAttempts)
                yield break;
        }
    }
}
