using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>Connections outlive the daemon, and the journal does not: nobody knows any more which ports they hold.</summary>
public sealed class LostJournalTests : IAsyncLifetime
{
    private FakeSystemd _systemd = null!;

    public async ValueTask InitializeAsync() => _systemd = await FakeSystemd.RunAsync();

    public ValueTask DisposeAsync() => _systemd.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("this is no journal\n")]
    public async Task Connections_are_closed_so_that_their_clients_notice(string? journal)
    {
        using LineClient first = LineClient.Connect(_systemd.Port);
        using LineClient second = LineClient.Connect(_systemd.Port);
        first.Gimme("s");
        second.Gimme("s");

        await _systemd.KillAsync();
        LoseJournal(journal);
        await _systemd.StartAsync();

        Assert.Equal("", first.ReadToEnd());
        Assert.Equal("", second.ReadToEnd());
        await WarnsAsync("closed 2 connections");
        await _systemd.StoresAsync(1);
        await HoldsOverARestartAsync();
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_for_a_while_costs_no_connection_and_is_read_when_it_can()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("size=1m");
        await _systemd.KillAsync();
        await _systemd.StartAsync("--state", disk.FolderFromOutside);
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("s");

        await _systemd.KillAsync();
        await disk.BreakAsync("journal");
        await _systemd.StartAsync("--state", disk.FolderFromOutside);
        await WarnsAsync("cannot read the journal");
        Assert.Equal("failing", client.Status("journal"));
        Assert.Empty(client.List());

        await _systemd.KillAsync();
        await disk.MendAsync("journal");
        await _systemd.StartAsync("--state", disk.FolderFromOutside);
        Assert.Equal([$"{port} s u"], client.List());
        Assert.Equal("written", client.Status("journal"));
    }

    [Fact]
    public async Task A_lock_that_somebody_has_on_the_journal_costs_no_connection()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("s");
        await _systemd.KillAsync();
        using var locked = new FileStream(Path.Combine(_systemd.StateFolder, "journal"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        await _systemd.StartAsync();

        Assert.Equal([$"{port} s u"], client.List());
    }

    [Fact]
    public async Task Without_a_state_folder_no_connection_outlives_the_daemon()
    {
        using LineClient before = LineClient.Connect(_systemd.Port);
        before.Gimme("s");

        await _systemd.KillAsync();
        await _systemd.StartAsync("--state", "/dev/null/state");
        Assert.Equal("", before.ReadToEnd());
        await WarnsAsync("closed 1 connections");
        using LineClient meanwhile = LineClient.Connect(_systemd.Port);
        meanwhile.Gimme("t");
        Assert.Equal("nothing", meanwhile.Status("survives-restart"));
        await _systemd.KillAsync();
        Assert.Equal("", meanwhile.ReadToEnd());

        await _systemd.StartAsync();
        await _systemd.StoresAsync(1);
        await HoldsOverARestartAsync();
    }

    [Fact]
    public async Task A_connection_with_a_port_that_could_not_be_written_does_not_outlive_the_daemon()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("size=128k");
        await _systemd.KillAsync();
        await _systemd.StartAsync("--state", disk.FolderFromOutside);
        using LineClient known = LineClient.Connect(_systemd.Port);
        using LineClient inPart = LineClient.Connect(_systemd.Port);
        using LineClient unknown = LineClient.Connect(_systemd.Port);
        int port = known.Gimme("known");
        inPart.Gimme("known");

        disk.Fill();
        await Eventually.Holds("the journal has no room", () =>
        {
            unknown.Ask($"FREE {unknown.Gimme(new string('x', 250))}");
            return unknown.Status("journal") != "written";
        });
        unknown.Gimme("unknown");
        inPart.Gimme("unknown");
        await _systemd.KillAsync();
        Assert.Equal("", unknown.ReadToEnd());
        Assert.Equal("", inPart.ReadToEnd());
        await _systemd.StartAsync("--state", disk.FolderFromOutside);

        Assert.Equal([$"{port} known u"], known.List());
    }

    [Fact]
    public async Task One_that_gave_its_ports_back_stays_where_the_journal_is_there()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        client.Ask($"FREE {client.Gimme("s")}");

        await _systemd.KillAsync();
        await _systemd.StartAsync();

        Assert.Empty(client.List());
    }

    private async Task HoldsOverARestartAsync()
    {
        using LineClient client = LineClient.Connect(_systemd.Port);
        int port = client.Gimme("after");
        await _systemd.KillAsync();
        await _systemd.StartAsync();
        Assert.Contains($"{port} after u", client.List());
    }

    private void LoseJournal(string? inItsPlace)
    {
        string journal = Path.Combine(_systemd.StateFolder, "journal");
        if (inItsPlace is null)
            File.Delete(journal);
        else
            File.WriteAllText(journal, inItsPlace);
    }

    private Task WarnsAsync(string what) =>
        Eventually.Holds($"it warns: {what}", () => File.ReadAllText(_systemd.Log).Contains(what, StringComparison.Ordinal));
}
