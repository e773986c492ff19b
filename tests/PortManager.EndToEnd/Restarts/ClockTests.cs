using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>The wall clock is set forward and back under a running daemon: nothing that takes a while hangs on it.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly TimeSpan s_year = TimeSpan.FromDays(365);

    private readonly FakeClock _clock = new();

    public void Dispose() => _clock.Dispose();

    [Fact]
    public async Task A_clock_that_jumps_costs_nobody_a_port_and_ends_no_request_that_is_on_its_way()
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: _clock.Shell);
        using LineClient holder = LineClient.Connect(daemon.Port);
        using LineClient slow = LineClient.Connect(daemon.Port);
        int first = holder.Gimme("a");
        slow.Send("GIMME b");

        _clock.Set(s_year);
        int second = holder.Gimme("c");
        _clock.Set(-s_year);
        int third = holder.Gimme("d");
        slow.Send(" u\n");

        Assert.Matches("^OK [0-9]+$", slow.ReadLine());
        Assert.Equal([$"{first} a u", $"{second} c u", $"{third} d u"], holder.List().Where(r => !r.Contains(" b ", StringComparison.Ordinal)));
        string[] years = [.. holder.Listing("DETAIL").Select(r => r[(r.LastIndexOf(' ') + 1)..][..4])];
        Assert.Equal(3, years.Distinct().Count());
        await Eventually.Holds("each line of the log has the time of its moment", () =>
            File.ReadLines(daemon.Log).Select(line => line.Split(' ')).Select(words => words.Length > 5 ? words[5] : "").Distinct().Count() >= 3);
    }

    [Fact]
    public async Task The_time_of_grace_is_as_long_as_it_is_whatever_the_clock_says()
    {
        await using Daemon before = await Daemon.StartAsync(shell: _clock.Shell);
        using LineClient holder = LineClient.Connect(before.Port);
        int kept = holder.Gimme("kept");
        using Service orphan = Service.Start(before.Port, "orphan");
        await before.KillAsync();
        await using Daemon after = await before.SuccessorAsync(_clock, "--grace", "3600");
        using LineClient client = LineClient.Connect(after.Port);

        _clock.Set(s_year);
        orphan.Dispose();

        // What is done now and then is done after the jump as well.
        await Eventually.Holds("the orphan is freed", () => client.List().Length == 0);
        Assert.Equal("1", client.Status("ports-resting"));
        Assert.Equal($"OK {kept}", client.Ask($"CLAIM {kept} kept u"));
    }

    [Fact]
    public async Task Who_is_the_oldest_instance_is_remembered_although_the_clock_was_set_back()
    {
        await using Daemon before = await Daemon.StartAsync(shell: _clock.Shell);
        Service plain = Service.Start(before.Port, "s");
        using Service second = Service.Start(before.Port, "s");
        _clock.Set(-s_year);
        using Service third = Service.Start(before.Port, "s");
        await before.KillAsync();
        plain.Dispose();

        await using Daemon after = await before.SuccessorAsync(_clock);
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Equal([$"{second.Port} s u", $"{third.Port} s_2 u"], client.List());
    }
}
