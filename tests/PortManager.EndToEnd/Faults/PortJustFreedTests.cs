using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "a port freed just now", which today is handed out next.</summary>
public sealed class PortJustFreedTests
{
    private const int Ports = 20;

    [Fact]
    public async Task It_is_handed_out_to_the_service_that_had_it()
    {
        await using Daemon daemon = await Daemon.StartAsync(Ports);
        using LineClient observer = LineClient.Connect(daemon.Port);
        using LineClient other = LineClient.Connect(daemon.Port);
        var given = new List<int>();
        for (int round = 0; round < 5; round++)
        {
            using (LineClient client = LineClient.Connect(daemon.Port))
                given.Add(client.Gimme("s"));
            await Eventually.Holds("the port is free", () => observer.List().Length == round);
            other.Gimme($"other{round}");
        }

        Assert.Single(given.Distinct());
    }

    [Fact]
    public async Task It_is_handed_out_to_others_only_after_all_the_others()
    {
        await using Daemon daemon = await Daemon.StartAsync(Ports);
        using LineClient observer = LineClient.Connect(daemon.Port);
        var given = new List<int>();
        for (int round = 0; round < 5 * Ports; round++)
        {
            using (LineClient client = LineClient.Connect(daemon.Port))
                given.Add(client.Gimme($"s{round}"));
            await Eventually.Holds("the port is free", () => observer.List().Length == 0);
        }

        Assert.All(Enumerable.Range(0, given.Count - Ports + 1), first => Assert.Distinct(given.GetRange(first, Ports)));
    }

    [Fact]
    public async Task It_is_handed_out_when_it_is_the_only_one()
    {
        await using Daemon daemon = await Daemon.StartAsync(Ports);
        using LineClient keeper = LineClient.Connect(daemon.Port);
        int[] all = [.. Enumerable.Range(0, Ports).Select(_ => keeper.Gimme("s"))];

        Assert.Equal("FAIL {no free ports}", keeper.Ask("GIMME s u"));
        Assert.Equal($"OK {all[7]}", keeper.Ask($"FREE {all[7]}"));

        Assert.Equal(all[7], keeper.Gimme("s"));
    }
}
