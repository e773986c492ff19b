using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>The descriptor limit, at which today's daemons abort, or spin and leak ports.</summary>
[Collection(HeavyCollection.Name)]
public sealed class DescriptorLimitTests : IAsyncLifetime
{
    private const int Limit = 256;
    private const int Connections = 600;

    // A build that is not native needs most of the descriptors for its assemblies.
    private const int Holders = 40;

    private Daemon _daemon = null!;
    private int _descriptors;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync(ports: 300, shell: $"ulimit -n {Limit}");
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Gimme("s");
        _descriptors = ProcessFigures.Descriptors(_daemon.Id);
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task Holders_keep_their_ports_however_many_connect_and_nothing_spins_or_leaks()
    {
        LineClient[] holders = Hold();
        LineClient[] idle = [.. Enumerable.Range(0, Connections).Select(_ => LineClient.Connect(_daemon.Port))];

        using (LineClient observer = LineClient.Connect(_daemon.Port))
            Assert.Equal(Holders, observer.List().Length);
        await AssertIdle();
        Assert.All(holders, h => Assert.Equal(Holders, h.List().Length));
        Assert.InRange(ProcessFigures.Descriptors(_daemon.Id), Holders, Limit);

        Close(idle);
        await AssertRecovers(holders);
    }

    [Fact]
    public async Task When_holders_take_every_place_further_ones_are_turned_away_until_one_leaves()
    {
        LineClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => LineClient.Connect(_daemon.Port))];
        LineClient[] holders = [.. clients.Where(IsGivenAPort)];
        Assert.InRange(holders.Length, Holders, Limit);

        using (LineClient refused = LineClient.Connect(_daemon.Port))
            Assert.False(IsGivenAPort(refused));
        await AssertIdle();
        Assert.All(holders, h => Assert.Equal(holders.Length, h.List().Length));

        holders[0].Dispose();
        await Eventually.Holds("the port of one who left is free", () => holders[1].List().Length == holders.Length - 1);
        using (LineClient next = LineClient.Connect(_daemon.Port))
            Assert.True(IsGivenAPort(next));
        await AssertRecovers(clients);
    }

    private LineClient[] Hold()
    {
        LineClient[] holders = [.. Enumerable.Range(0, Holders).Select(_ => LineClient.Connect(_daemon.Port))];
        Assert.All(holders, h => h.Gimme("s"));
        return holders;
    }

    private static bool IsGivenAPort(LineClient client)
    {
        try
        {
            return client.Ask("GIMME s u").StartsWith("OK ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            return false;
        }
    }

    private Task AssertIdle() => Eventually.Holds("it sleeps", () => ProcessFigures.IsAsleep(_daemon.Id));

    private async Task AssertRecovers(LineClient[] clients)
    {
        Close(clients);
        await Eventually.Holds("every descriptor is closed", () => ProcessFigures.Descriptors(_daemon.Id) < _descriptors + (Holders / 2));
        LineClient[] holders = Hold();
        Assert.Equal(Holders, holders[0].List().Length);
        Close(holders);
    }

    private static void Close(LineClient[] clients)
    {
        foreach (LineClient client in clients)
            client.Dispose();
    }
}
