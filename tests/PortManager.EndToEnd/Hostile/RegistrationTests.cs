using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Hostile;

/// <summary>A thousand registrations, and clients that are gone before they are answered: no port is lost.</summary>
[Collection(Faults.HeavyCollection.Name)]
public sealed class RegistrationTests
{
    private const int Clients = 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_thousand_come_and_go_in_either_order_and_no_port_is_lost(bool lastGoesFirst)
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: Clients);
        using LineClient observer = LineClient.Connect(daemon.Port);
        for (int round = 0; round < 2; round++)
        {
            LineClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => LineClient.Connect(daemon.Port))];
            int[] ports = [.. clients.Select(c => c.Gimme("s"))];
            Assert.Equal(Enumerable.Range(daemon.Ports.Low, Clients), ports.Order());
            Assert.Equal("FAIL {no free ports}", observer.Ask("GIMME s u"));
            if (lastGoesFirst)
                Array.Reverse(clients);
            Array.ForEach(clients, c => c.Dispose());
            await Eventually.Holds("all are free", () => observer.List().Length == 0);
        }
    }

    [Fact]
    public async Task Who_resets_before_the_reply_is_written_holds_nothing()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 50);
        using LineClient observer = LineClient.Connect(daemon.Port);
        for (int i = 0; i < 500; i++)
        {
            LineClient client = LineClient.Connect(daemon.Port);
            client.Send(i % 2 == 0 ? "GIMME s u\n" : "GIMME s u\nLIST\nno request\n");
            client.Reset();
        }

        await Eventually.Holds("all are free", () => observer.List().Length == 0);
        Assert.Equal(50, Enumerable.Range(0, 50).Select(_ => observer.Gimme("s")).Distinct().Count());
    }

    [Fact]
    public async Task Who_resets_while_the_daemon_does_not_look_holds_nothing()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 50);
        using LineClient observer = LineClient.Connect(daemon.Port);
        Assert.Empty(observer.List());
        daemon.Signal("STOP");
        for (int i = 0; i < 100; i++)
        {
            LineClient client = LineClient.Connect(daemon.Port);
            client.Send("GIMME s u\n");
            client.Reset();
        }

        daemon.Signal("CONT");
        await Eventually.Holds("all are free", () => observer.List().Length == 0);
        Assert.Equal(50, Enumerable.Range(0, 50).Select(_ => observer.Gimme("s")).Distinct().Count());
    }
}
