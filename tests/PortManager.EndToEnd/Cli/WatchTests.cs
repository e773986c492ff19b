using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class WatchTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task Each_change_is_a_line_at_once()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int first = client.Gimme("{Ring Master}", "fox");
        await using RunningProgram watch = _daemon.Start("watch");
        Assert.Equal($"+ {first} Ring Master fox", await watch.LineAsync());

        int second = client.Gimme("b", "u");
        Assert.Equal($"+ {second} b u", await watch.LineAsync(1));

        client.Ask($"FREE {first}");
        Assert.Equal($"- {first} Ring Master fox", await watch.LineAsync(2));
    }

    [Fact]
    public async Task Only_what_matches_is_shown()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Gimme("x", "fox");
        int port = client.Gimme("ring_a", "fox");
        await using RunningProgram watch = _daemon.Start("watch", "--beginswith", "ring", "--user", "fox");
        Assert.Equal($"+ {port} ring_a fox", await watch.LineAsync());

        client.Gimme("ring_b", "owl");
        int last = client.Gimme("ring_c", "fox");
        Assert.Equal($"+ {last} ring_c fox", await watch.LineAsync(1));
    }

    [Fact]
    public async Task Json_is_an_object_a_line()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("{Ring Master}", "fox");
        await using RunningProgram watch = _daemon.Start("watch", "--json");
        AssertChange("added", port, await watch.LineAsync());

        client.Ask($"FREE {port}");

        AssertChange("removed", port, await watch.LineAsync(1));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_in_good_order(string signal)
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("a", "u");
        await using RunningProgram watch = _daemon.Start("watch");
        await watch.LineAsync();

        watch.Signal(signal);

        Assert.Equal(new ProgramResult(0, $"+ {port} a u\n", ""), await watch.ResultAsync());
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_it_though_nothing_happens()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("a", "u");
        const string Commands = "\"$0\" watch --port \"$1\" | head -n 1; echo ${PIPESTATUS[0]}";
        string[] args = ["-c", Commands, PortManagerProgram.Exe, $"{_daemon.Port}"];
        await using RunningProgram shell = RunningProgram.Start("/bin/bash", args);

        Assert.Equal(new ProgramResult(0, $"+ {port} a u\n0\n", ""), await shell.ResultAsync());
    }

    private static void AssertChange(string change, int port, string line)
    {
        Assert.Equal(change, JsonDocument.Parse(line).RootElement.GetProperty("change").GetString());
        Assert.Equal(new JsonRow("127.0.0.1", port, "Ring Master", "fox"), JsonRow.Parse(line));
    }
}
