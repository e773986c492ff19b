using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>Looks up a host and connects to it.</summary>
internal static class Dialer
{
    /// <summary>Looks up the addresses of a host. There is at least one.</summary>
    /// <exception cref="SocketException">There is no such host.</exception>
    /// <exception cref="TimeoutException">The look-up took longer than the connect timeout.</exception>
    public static Task<IPAddress[]> ResolveAsync(
        string host, PortManagerClientOptions options, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(
            // The system's resolver itself cannot be cancelled.
            token => Dns.GetHostAddressesAsync(host, token).WaitAsync(token),
            options.ConnectTimeout,
            options.TimeProvider,
            () => $"The host {host} could not be looked up within {Text.Of(options.ConnectTimeout)}.",
            cancellationToken);

    /// <summary>Connects to the first address that accepts.</summary>
    /// <exception cref="SocketException">No address accepted. This is the error of the last one.</exception>
    /// <exception cref="TimeoutException">No address accepted, and the last one did not answer in time.</exception>
    public static async Task<LineStream> ConnectAsync(
        ServerAddress server, IPAddress[] addresses, PortManagerClientOptions options, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            var address = new IPEndPoint(addresses[i], server.Port);
            try
            {
                return await TimeLimit.RunAsync(
                    token => ConnectAsync(address, token),
                    options.ConnectTimeout,
                    options.TimeProvider,
                    () => Messages.NotReached(server, options.ConnectTimeout),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or TimeoutException && i < addresses.Length - 1)
            {
            }
        }
    }

    private static async Task<LineStream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            // If no program listens on a port of the ephemeral range, the kernel may give the socket that port itself. It then
            // connects to itself.
            if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
                throw new SocketException((int)SocketError.ConnectionRefused);
            KeepAlive(socket);
            return new LineStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveTimes.IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveTimes.IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveTimes.Count);
    }
}
