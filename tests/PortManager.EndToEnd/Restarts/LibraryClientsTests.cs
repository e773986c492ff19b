using System.Diagnostics;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>Dozens of programs on the .NET library while the daemon is restarted without their connections (the third net).</summary>
public sealed class LibraryClientsTests(ITestOutputHelper output) : IAsyncDisposable
{
    private const int Clients = 48;
    private const int Restarts = 3;

    private readonly List<PortManagerClient> _clients = [];

    public async ValueTask DisposeAsync()
    {
        foreach (PortManagerClient client in _clients)
            await client.DisposeAsync();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task All_have_their_ports_again_after_each_restart(string signal)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using Daemon before = await Daemon.StartAsync(ports: (2 * Clients) + 10);
        int lost = 0;
        for (int i = 0; i < Clients; i++)
        {
            PortManagerClient client = await PortManagerClient.ConnectAsync("127.0.0.1", before.Port, new PortManagerClientOptions { User = $"user{i}" }, token);
            client.StateChanged += (_, now) => Interlocked.Add(ref lost, now.Change == PortManagerStateChange.PortLost ? 1 : 0);
            _clients.Add(client);
            await client.GetPortAsync("plain", token);
            await client.GetPortAsync($"service {i}", token);
        }

        string[] rows = List(before.Port);
        Assert.Equal(2 * Clients, rows.Length);
        await before.EndAsync(signal);
        for (int i = 0; i < Restarts; i++)
        {
            await using Daemon after = await before.SuccessorAsync();
            long start = Stopwatch.GetTimestamp();
            await Eventually.Holds("all ports are held again", () => List(after.Port).SequenceEqual(rows));
            output.WriteLine($"{rows.Length} ports of {Clients} clients again after {Stopwatch.GetElapsedTime(start).TotalMilliseconds:f0} ms");
            await after.EndAsync(signal);
        }

        Assert.Equal(0, lost);
    }

    private static string[] List(int port)
    {
        using LineClient observer = LineClient.Connect(port);
        return observer.List();
    }
}
