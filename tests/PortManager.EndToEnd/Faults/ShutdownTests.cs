using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>How the daemon ends.</summary>
[Collection(HeavyCollection.Name)]
public sealed class ShutdownTests
{
    private const int Connections = 3_000;
    private const int Holders = 300;

    // It is to take a second; without care it takes thirty.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_soon_and_cleanly_with_3000_connections_open(string signal)
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: Holders + 50);
        LineClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => LineClient.Connect(daemon.Port))];
        Assert.All(clients[..Holders], c => c.Gimme("s"));
        Assert.Equal(Holders, clients[^1].List().Length);

        int exitCode = await daemon.EndAsync(signal).WaitAsync(s_patience, TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.False(File.Exists(daemon.PortFile));
        Assert.False(File.Exists(daemon.PidFile));
        Assert.Contains($"stopped by SIG{signal}", File.ReadAllText(daemon.Log), StringComparison.Ordinal);
        foreach (LineClient client in clients)
            client.Dispose();
    }

    [Fact]
    public async Task Clients_that_neither_read_nor_leave_do_not_hold_it_up()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        LineClient[] clients = [.. Enumerable.Range(0, 50).Select(_ => LineClient.Connect(daemon.Port, receiveBuffer: 4096))];
        clients[0].Gimme(new string('s', 200));
        foreach (LineClient client in clients)
            client.Send(string.Concat(Enumerable.Repeat("LIST\n", 20_000)));

        Assert.Equal(0, await daemon.EndAsync("TERM").WaitAsync(s_patience, TestContext.Current.CancellationToken));

        foreach (LineClient client in clients)
            client.Dispose();
    }
}
