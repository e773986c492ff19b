using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>More connections outlive the daemon than the next one may have.</summary>
public sealed class FullAfterRestartTests
{
    [Fact]
    public async Task All_that_outlived_the_daemon_are_served_and_new_ones_when_there_is_room_again()
    {
        await using FakeSystemd systemd = await FakeSystemd.RunAsync();
        LineClient[] holders = [.. Enumerable.Range(0, 5).Select(_ => LineClient.Connect(systemd.Port))];
        Array.ForEach(holders, h => h.Gimme("s"));

        await systemd.KillAsync();
        await systemd.StartAsync("--max-connections", "3");

        Assert.All(holders, h => Assert.Equal(5, h.List().Length));
        using (LineClient refused = LineClient.Connect(systemd.Port))
            Assert.Equal("", refused.ReadToEnd());
        foreach (LineClient leaves in holders[1..])
            leaves.Dispose();
        await Eventually.Holds("their ports are free", () => holders[0].List().Length == 1);
        using LineClient served = LineClient.Connect(systemd.Port);
        Assert.Single(served.List());
        holders[0].Dispose();
    }

    [Fact]
    public async Task The_watchdog_is_fed_and_the_daemon_sleeps_meanwhile_if_holders_have_all_places()
    {
        await using FakeSystemd systemd = await FakeSystemd.RunAsync(options: ["--max-connections", "2"]);
        using LineClient first = LineClient.Connect(systemd.Port);
        first.Gimme("first");
        using LineClient second = LineClient.Connect(systemd.Port);
        second.Gimme("second");

        int fed = await systemd.FedAsync();
        await Eventually.Holds("the watchdog is fed", async () => await systemd.FedAsync() >= fed + 5);

        await Eventually.Holds("it sleeps meanwhile", () => ProcessFigures.IsAsleep(systemd.ServiceId));
        Assert.Equal(2, second.List().Length);
    }
}
