using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>An etcd of three members, of which some die, hang or are cut off, and hosts that are: no row is lost, none is left, and no change is told of twice.</summary>
public sealed class ThreeMembersTests
{
    // So that no lease runs out while etcd chooses a leader, however slow this machine is.
    private const string LongLease = "120";

    [Theory]
    [InlineData("killed")]
    [InlineData("paused")]
    [InlineData("cut off")]
    public async Task Each_member_in_turn_and_the_leader_may_be_away(string way)
    {
        await using NetworkedLab lab = await NetworkedLab.StartAsync(LongLease);
        for (int turn = 1; turn <= 4; turn++)
        {
            int away = turn < 4 ? turn : await lab.Etcd.LeaderAsync();
            await TakeAwayAsync(lab, away, way);
            await lab.ChangeAsync();
            await lab.AgreesAsync();
            await BringBackAsync(lab, away, way);
            await lab.ChangeAsync();
            await lab.Etcd.ServesAsync();
            await lab.AgreesAsync();
        }

        Assert.All(lab.Daemons, host => Assert.Equal("+", LabChanges.Of(lab.Watch, host.Stays)));
    }

    [Fact]
    public async Task Hosts_are_served_when_one_member_is_cut_off_and_when_the_quorum_is_lost()
    {
        await using NetworkedLab lab = await NetworkedLab.StartAsync(LongLease);
        await lab.Network.CutOffAsync(1);
        await lab.ChangeAsync();
        await lab.AgreesAsync();

        await lab.Network.CutOffAsync(2);
        await lab.ChangeAsync();
        await Eventually.Holds("each host says so", () => lab.Daemons.All(host => host.IsBehind()));
        await lab.ChangeAsync();
        await lab.Network.ConnectAsync(1);
        await lab.AgreesAsync();
        await lab.Network.ConnectAsync(2);
        await lab.Etcd.ServesAsync();
        await lab.ChangeAsync();
        await lab.AgreesAsync();

        Assert.All(lab.Daemons, host => Assert.Equal("+", LabChanges.Of(lab.Watch, host.Stays)));
    }

    [Fact]
    public async Task A_host_that_is_cut_off_for_longer_than_its_lease_is_gone_is_served_and_comes_back()
    {
        await using NetworkedLab lab = await NetworkedLab.StartAsync("3");
        NetworkedHost host = lab.Daemons[0];

        await lab.Network.CutOffAsync(4);
        await Eventually.Holds("its rows are gone", () => !LabChanges.Result(lab.Watch).Any(row => row.EndsWith($" {host.Name}", StringComparison.Ordinal)));
        await host.ChangeAsync();
        Assert.Equal(2, (await host.ListAsync()).Length);
        await lab.Network.ConnectAsync(4);
        await lab.AgreesAsync();

        Assert.Equal("+-+", LabChanges.Of(lab.Watch, host.Stays));
    }

    private static async Task TakeAwayAsync(NetworkedLab lab, int member, string way)
    {
        if (way == "killed")
            await lab.Etcd.KillAsync(member);
        else if (way == "paused")
            lab.Etcd.Signal(member, "STOP");
        else
            await lab.Network.CutOffAsync(member);
    }

    private static async Task BringBackAsync(NetworkedLab lab, int member, string way)
    {
        if (way == "killed")
            await lab.Etcd.RestartAsync(member);
        else if (way == "paused")
            lab.Etcd.Signal(member, "CONT");
        else
            await lab.Network.ConnectAsync(member);
    }
}
