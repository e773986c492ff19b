using PortManager.Client;

namespace PortManager.Tests.Client;

/// <summary>What the tests of the client have in common.</summary>
internal static class Clients
{
    public const string NewVersion = "OK {PortManager 1.0.0} CLAIM FIND FREE WATCH DETAIL\n";

    // Long enough never to matter, short enough to end a test that waits for what never comes.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    /// <summary>Short waits, timeouts that do not matter, and no file of this machine.</summary>
    public static PortManagerClientOptions Options { get; } = new()
    {
        User = "fox",
        ReconnectDelay = TimeSpan.FromMilliseconds(2),
        MaxReconnectDelay = TimeSpan.FromMilliseconds(10),
        PollInterval = TimeSpan.FromMilliseconds(2),
        MaxPollInterval = TimeSpan.FromMilliseconds(10),
        RequestTimeout = TimeSpan.FromSeconds(10),
        PortFile = "/nonexistent/listen.port",
    };

    /// <summary>The same, for a peer that does not answer.</summary>
    public static PortManagerClientOptions Impatient { get; } = Options with { RequestTimeout = TimeSpan.FromMilliseconds(200) };

    /// <summary>The same, for a peer that answers only some requests. Its answers have time to come.</summary>
    public static PortManagerClientOptions LessPatient { get; } = Options with { RequestTimeout = TimeSpan.FromSeconds(2) };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<PortManagerClient> ConnectAsync(ScriptedPeer peer, PortManagerClientOptions? options = null) =>
        PortManagerClient.ConnectAsync("127.0.0.1", peer.Port, options ?? Options, Token);

    public static Task Bounded(this Task task) => task.WaitAsync(s_timeout, Token);

    public static Task<T> Bounded<T>(this Task<T> task) => task.WaitAsync(s_timeout, Token);

    /// <summary>
    /// An old daemon: it knows GIMME and LIST, and ends lines with CR LF. It refuses any other request, and closes the connection.
    /// </summary>
    public static async Task OldDaemonAsync(PeerConnection connection, string line, string rows = "")
    {
        switch (line.Split(' ')[0])
        {
            case "GIMME":
                await connection.SendAsync("OK 30105\r\n");
                break;
            case "LIST":
                string count = $"{rows.Count(c => c == '\n')}";
                await connection.SendAsync($"OK {count}\n{rows}".Replace("\n", "\r\n", StringComparison.Ordinal));
                break;
            default:
                await connection.SendAsync($"FAIL {{Invalid request {line}}}\r\n");
                connection.Dispose();
                break;
        }
    }
}
