using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PortManager.Server.Systemd;

/// <summary>
/// Tells systemd that the daemon is alive: not from a timer, which would go on when nothing else does, but each time
/// that a request of its own, over a connection like everyone's, was answered, or that the connection was closed for want of a place.
/// </summary>
internal static class Watchdog
{
    private static readonly byte[] s_request = "VERSION\n"u8.ToArray();

    /// <summary>How often systemd wants to hear of this process; null when it does not.</summary>
    public static TimeSpan? Interval
    {
        get
        {
            string? process = Environment.GetEnvironmentVariable("WATCHDOG_PID");
            string? interval = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
            bool isOurs = string.IsNullOrEmpty(process) || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            return isOurs && long.TryParse(interval, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
                ? TimeSpan.FromMicroseconds(microseconds)
                : null;
        }
    }

    /// <summary>Feeds the watchdog until it is cancelled.</summary>
    /// <param name="systemd">Takes the messages.</param>
    /// <param name="service">Where the daemon listens.</param>
    /// <param name="interval">How often systemd wants to hear.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task FeedAsync(NotifySocket systemd, IPEndPoint service, TimeSpan interval, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FeedOnOneConnectionAsync(systemd, service, interval / 3, stop);
            }
            catch (SocketException)
            {
                // The service did not answer: systemd is not told that it did, and a new connection is tried.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(interval / 10, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FeedOnOneConnectionAsync(NotifySocket systemd, IPEndPoint service, TimeSpan pause, CancellationToken stop)
    {
        using var socket = new Socket(service.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(service, stop);
        byte[] reply = new byte[1024];
        while (true)
        {
            int length = await AskAsync(socket, reply, stop);
            if (length > 0 && !Encoding.ASCII.GetString(reply, 0, length).StartsWith("OK", StringComparison.Ordinal))
                return;
            systemd.Notify("WATCHDOG=1");
            // Where all places are taken, who is at work closes the connection; the kernel alone would leave it open.
            if (length == 0)
                return;
            await Task.Delay(pause, stop);
        }
    }

    /// <summary>The length of the reply; 0 where the daemon closed the connection instead.</summary>
    private static async Task<int> AskAsync(Socket socket, byte[] reply, CancellationToken stop)
    {
        try
        {
            await socket.SendAsync(s_request, stop);
            return await socket.ReceiveAsync(reply, stop);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // It was closed before the request was read.
            return 0;
        }
    }
}
