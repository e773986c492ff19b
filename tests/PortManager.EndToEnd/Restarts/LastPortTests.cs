using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>After a restart of the daemon, or of the whole host, services get the ports that they had.</summary>
public sealed class LastPortTests : IAsyncLifetime
{
    private static readonly string[] s_services = ["RingMaster", "Epics Display", "s", "s", "s"];

    private Daemon _before = null!;
    private int[] _had = null!;

    public async ValueTask InitializeAsync()
    {
        _before = await Daemon.StartAsync(ports: 20);
        using LineClient passing = LineClient.Connect(_before.Port);
        passing.Gimme("gone");
        using LineClient lab = LineClient.Connect(_before.Port);
        _had = StartLab(lab);
    }

    public ValueTask DisposeAsync() => _before.DisposeAsync();

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task Services_that_are_gone_when_it_ends_get_them_after_new_ones_came(string signal)
    {
        using (LineClient observer = LineClient.Connect(_before.Port))
            await Eventually.Holds("the lab is gone", () => observer.List().Length == 0);
        await _before.EndAsync(signal);
        // It is remembered through any number of starts.
        await using (Daemon between = await _before.SuccessorAsync())
            await between.KillAsync();
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient others = LineClient.Connect(after.Port);
        int[] given = [.. Enumerable.Range(0, 5).Select(i => others.Gimme($"new{i}"))];

        using LineClient lab = LineClient.Connect(after.Port);
        Assert.Equal(_had, StartLab(lab));
        Assert.Empty(given.Intersect(_had));
    }

    [Fact]
    public async Task Services_that_ended_with_the_host_get_them_at_once()
    {
        string boot = Path.Combine(_before.Folder, "boot_id");
        await File.WriteAllTextAsync(boot, "11111111-2222-3333-4444-555555555555\n", TestContext.Current.CancellationToken);
        using Service dead = Service.Start(_before.Port, "RingMaster");
        await _before.KillAsync();
        await using Daemon after = await _before.SuccessorAsync(PrivateMounts.Of(boot, "/proc/sys/kernel/random/boot_id"), []);
        using LineClient lab = LineClient.Connect(after.Port);

        // Somebody listens on a port that was a service's before the host was started.
        Assert.Empty(lab.List());
        Assert.Equal("0", lab.Status("ports-resting"));
        Assert.Equal("0", lab.Status("restarts-survived"));
        Assert.Equal(_had[1..], StartLab(lab)[1..]);
        await after.KillAsync();
        await using Daemon next = await _before.SuccessorAsync(PrivateMounts.Of(boot, "/proc/sys/kernel/random/boot_id"), []);
        using LineClient observer = LineClient.Connect(next.Port);
        Assert.Equal($"{_had.Length}", observer.Status("ports-resting"));
    }

    private static int[] StartLab(LineClient client) => [.. s_services.Select(service => client.Gimme(service.Contains(' ') ? $"{{{service}}}" : service))];
}
