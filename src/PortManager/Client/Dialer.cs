using System.Net;
using System.Net.Sockets;

namespace PortManager.Client;

/// <summary>Looks up a host and connects to it.</summary>
internal static class Dialer
{
    /// <summary>How long an address may take until the next one is tried beside it (RFC 8305, section 5).</summary>
    private static readonly TimeSpan s_nextAddress = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks up the addresses of a host. There is at least one.</summary>
    /// <exception cref="SocketException">There is no such host.</exception>
    /// <exception cref="TimeoutException">The look-up took longer than the connect timeout.</exception>
    public static Task<IPAddress[]> ResolveAsync(
        string host, PortManagerClientOptions options, CancellationToken cancellationToken) =>
        LoopbackName.Is(host) ? Task.FromResult(LoopbackName.Addresses) : TimeLimit.RunAsync(
            token => LookUpAsync(host, token),
            options.ConnectTimeout,
            options.TimeProvider,
            () => $"The host {host} could not be looked up within {Text.Of(options.ConnectTimeout)}.",
            cancellationToken);

    /// <summary>
    /// Connects to the address that accepts first. The next address is tried as soon as one fails, or takes longer than 250 ms.
    /// </summary>
    /// <exception cref="SocketException">No address accepted. This is the error of the one that failed last.</exception>
    /// <exception cref="TimeoutException">No address accepted, and the last one did not answer in time.</exception>
    public static async Task<LineStream> ConnectAsync(
        ServerAddress server, IPAddress[] addresses, PortManagerClientOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<LineStream>>();
        var waiting = new Queue<IPAddress>(addresses);
        try
        {
            while (true)
            {
                if (waiting.TryDequeue(out IPAddress? address))
                    attempts.Add(AttemptAsync(server, address, options, stop.Token));
                Task<LineStream>? ended = await FirstAsync(attempts, waiting.Count > 0, options, stop.Token).ConfigureAwait(false);
                if (ended is null)
                    continue;
                attempts.Remove(ended);
                if (ended.IsCompletedSuccessfully || attempts.Count + waiting.Count == 0 || cancellationToken.IsCancellationRequested)
                    return await ended.ConfigureAwait(false);
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task<LineStream> attempt in attempts)
                _ = DisposeAsync(attempt);
        }
    }

    /// <summary>Waits for an attempt to end. Returns null if it is time to begin the next one.</summary>
    private static async Task<Task<LineStream>?> FirstAsync(
        List<Task<LineStream>> attempts, bool areMore, PortManagerClientOptions options, CancellationToken cancellationToken)
    {
        Task<Task<LineStream>> first = Task.WhenAny(attempts);
        if (!areMore)
            return await first.ConfigureAwait(false);
        using var isOver = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task delay = Task.Delay(s_nextAddress, options.TimeProvider, isOver.Token);
        await Task.WhenAny(first, delay).ConfigureAwait(false);
        await isOver.CancelAsync().ConfigureAwait(false);
        return first.IsCompleted ? await first.ConfigureAwait(false) : null;
    }

    /// <summary>Closes the connection of an attempt that another one was faster than.</summary>
    private static async Task DisposeAsync(Task<LineStream> attempt)
    {
        try
        {
            (await attempt.ConfigureAwait(false)).Dispose();
        }
        catch (Exception e) when (e is SocketException or TimeoutException or OperationCanceledException)
        {
            // It did not connect either.
        }
    }

    private static Task<LineStream> AttemptAsync(
        ServerAddress server, IPAddress address, PortManagerClientOptions options, CancellationToken cancellationToken) =>
        TimeLimit.RunAsync(
            token => ConnectAsync(server, new IPEndPoint(address, server.Port), token),
            options.ConnectTimeout,
            options.TimeProvider,
            () => Messages.NotReached(server, options.ConnectTimeout),
            cancellationToken);

    private static async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            // The system's resolver itself cannot be cancelled.
            return await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw Messages.NotFound(host, e);
        }
    }

    private static async Task<LineStream> ConnectAsync(ServerAddress server, IPEndPoint address, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw Messages.NotConnected(server, e);
        }
    }

    private static async Task<LineStream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        Socket socket = await ConnectSocketAsync(address, cancellationToken).ConfigureAwait(false);
        KeepAlive.SetOn(socket);
        return new LineStream(socket, address.Address);
    }

    /// <summary>Connects to an address, and nothing else.</summary>
    public static async Task<Socket> ConnectSocketAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            // If no program listens on a port of the ephemeral range, the kernel may give the socket that port itself. It then
            // connects to itself.
            if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
                throw new SocketException((int)SocketError.ConnectionRefused);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
