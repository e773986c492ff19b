using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Limits;

/// <summary>What happens when all connections are taken.</summary>
public sealed class ConnectionLimitTests
{
    private static readonly string s_scripts = Path.Combine(AppContext.BaseDirectory, "Limits", "scripts");

    [Fact]
    public async Task The_one_idle_longest_without_a_port_goes()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-connections", "3"]);
        using LineClient holder = LineClient.Connect(daemon.Port);
        int port = holder.Gimme("s");
        using LineClient first = LineClient.Connect(daemon.Port);
        Assert.Single(first.List());
        using LineClient second = LineClient.Connect(daemon.Port);
        Assert.Single(second.List());
        // The clock by which it goes ticks every few milliseconds.
        long tick = Environment.TickCount64;
        await Eventually.Holds("the clock ticks", () => Environment.TickCount64 > tick);
        Assert.Single(first.List());

        using LineClient third = LineClient.Connect(daemon.Port);

        Assert.Equal([$"{port} s u"], third.List());
        Assert.Equal("", ReadToEndOrReset(second));
        Assert.Single(first.List());
        Assert.Single(holder.List());
    }

    [Fact]
    public async Task Holders_are_never_closed_and_who_finds_only_holders_is_turned_away()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-connections", "3"]);
        LineClient[] holders = [.. Enumerable.Range(0, 3).Select(_ => LineClient.Connect(daemon.Port))];
        Assert.All(holders, h => h.Gimme("s"));

        for (int i = 0; i < 20; i++)
        {
            using LineClient refused = LineClient.Connect(daemon.Port);
            Assert.Equal("", ReadToEndOrReset(refused));
        }

        Assert.All(holders, h => Assert.Equal(3, h.List().Length));
        holders[0].Dispose();
        await Eventually.Holds("there is room again", () => IsServed(daemon));
        Array.ForEach(holders, h => h.Dispose());
    }

    [Fact]
    public async Task A_remote_one_goes_before_a_local_one_that_is_idle_longer() =>
        Assert.Equal(
            ["local: served", "remote: served", "holder: served", "newcomer: served", "remote: closed", "local: served", "holder: served"],
            await TwoHosts.PlayAsync($"python3 {s_scripts}/remote_first.py $other", "--max-connections", "3"));

    [Fact]
    public async Task Another_host_has_so_many_connections_and_this_one_is_not_counted() =>
        Assert.Equal(
            [
                "remote 1: served", "remote 2: served", "remote 3: closed", "local: served", "remote 1 again: served",
                "198.51.100.2 has 2 connections, which is the limit of one host: new ones of it are closed",
            ],
            await TwoHosts.PlayAsync(
                $"python3 {s_scripts}/per_host.py $other; until grep -o '[0-9.]* has .* of one host.*' $folder/log; do sleep 0.02; done",
                "--max-connections-per-host",
                "2"));

    private static string ReadToEndOrReset(LineClient client)
    {
        try
        {
            return client.ReadToEnd();
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private static bool IsServed(Daemon daemon)
    {
        using LineClient client = LineClient.Connect(daemon.Port);
        try
        {
            return client.Ask("VERSION").StartsWith("OK ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            return false;
        }
    }
}
