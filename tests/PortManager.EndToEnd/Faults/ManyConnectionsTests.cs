using System.Net;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "1,021 connections", at which one of today's daemons aborts and the other spins.</summary>
[Collection(HeavyCollection.Name)]
public sealed class ManyConnectionsTests(ITestOutputHelper output)
{
    private const int Idle = 10_000;
    private const int Holders = 5_000;
    private const long MostKilobytesEach = 16;

    [Fact]
    public async Task Ten_thousand_idle_ones_and_five_thousand_holders_are_served_and_freed()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: Holders + 200);
        using LineClient observer = LineClient.Connect(daemon.Port);
        observer.List();
        long before = ProcessFigures.Resident(daemon.Id);
        int descriptors = ProcessFigures.Descriptors(daemon.Id);
        var clients = new List<LineClient>();
        try
        {
            for (int i = 0; i < Idle; i++)
                clients.Add(LineClient.Connect(daemon.Port, SourceOf(i)));
            for (int i = 0; i < Holders; i++)
            {
                clients.Add(LineClient.Connect(daemon.Port, SourceOf(i)));
                clients[^1].Send($"GIMME Service{i} u\n");
            }

            Assert.All(clients[Idle..], c => Assert.Matches("^OK [0-9]+$", c.ReadLine()));
            Assert.Equal(Holders, observer.List().Length);
            Assert.All(clients[..Idle].Where((_, i) => i % 1000 == 0), c => Assert.Equal(Holders, c.List().Length));

            long grown = ProcessFigures.Resident(daemon.Id) - before;
            output.WriteLine($"{before} kB, and {grown} kB more with {Idle} idle connections and {Holders} holders");
            Assert.InRange(grown, 0, MostKilobytesEach * (Idle + Holders));
        }
        finally
        {
            clients.ForEach(c => c.Reset());
        }

        await Eventually.Holds("every port is free", () => observer.List().Length == 0);
        await Eventually.Holds("every descriptor is closed", () => ProcessFigures.Descriptors(daemon.Id) < descriptors + 100);
        Assert.NotEqual(0, observer.Gimme("after"));
    }

    [Fact]
    public async Task Three_thousand_at_once_find_a_place_to_wait_although_the_daemon_does_not_get_to_them()
    {
        const int Burst = 3000;
        await using Daemon daemon = await Daemon.StartAsync(ports: Burst);
        await daemon.HaltAsync();
        LineClient[] clients = await Task.Run(() => Enumerable.Range(0, Burst).Select(_ => LineClient.Connect(daemon.Port)).ToArray())
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        foreach (LineClient client in clients)
            client.Send("GIMME s u\n");

        daemon.Signal("CONT");

        Assert.All(clients, c => Assert.Matches("^OK [0-9]+$", c.ReadLine()));
        Array.ForEach(clients, c => c.Dispose());
    }

    // One address has too few ports for so many connections, with what others on this machine need.
    private static IPAddress SourceOf(int client) => new([127, 0, 0, (byte)(10 + (client % 8))]);
}
