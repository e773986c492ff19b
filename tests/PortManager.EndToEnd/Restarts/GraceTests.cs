using System.Net.Sockets;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>Ports of the daemon before on which nobody listens: they are kept for who had them, for a while.</summary>
public sealed class GraceTests : IAsyncLifetime
{
    private const int Ports = 3;

    private Daemon _before = null!;
    private LineClient _holder = null!;
    private int[] _held = null!;

    public async ValueTask InitializeAsync()
    {
        _before = await Daemon.StartAsync(Ports);
        _holder = LineClient.Connect(_before.Port);
        _held = [_holder.Gimme("one"), _holder.Gimme("two")];
    }

    public async ValueTask DisposeAsync()
    {
        _holder.Dispose();
        await _before.DisposeAsync();
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task They_are_not_listed_nor_handed_out_and_who_had_them_can_claim_them(string signal)
    {
        await _before.EndAsync(signal);
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Empty(client.List());
        Assert.Equal("2", client.Status("ports-resting"));
        Assert.DoesNotContain(client.Gimme("other"), _held);
        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME other u"));
        Assert.Equal($"OK {_held[0]}", client.Ask($"CLAIM {_held[0]} one u"));
        Assert.Contains($"{_held[0]} one u", client.List());
        Assert.Equal("1", client.Status("ports-resting"));
    }

    [Fact]
    public async Task They_are_kept_again_when_the_daemon_is_restarted_in_that_time()
    {
        await _before.KillAsync();
        await using (Daemon between = await _before.SuccessorAsync())
            await between.KillAsync();
        await using Daemon after = await _before.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Equal("2", client.Status("ports-resting"));
    }

    [Fact]
    public async Task A_server_that_begins_to_listen_in_that_time_is_listed_from_then_on()
    {
        await _before.KillAsync();
        await using (Daemon after = await _before.SuccessorAsync("--grace", "2"))
        {
            using LineClient client = LineClient.Connect(after.Port);
            Assert.Empty(client.List());
            using Socket child = Stranger.On("127.0.0.1", _held[1], listens: true, reuse: true);
            await Eventually.Holds("the time is over", () => client.Status("ports-resting") == "0");

            Assert.Equal([$"{_held[1]} two u"], client.List());
            Assert.Equal(["orphaned"], client.States());
            await after.KillAsync();
            await using Daemon next = await _before.SuccessorAsync();
            using LineClient another = LineClient.Connect(next.Port);
            Assert.Equal([$"{_held[1]} two u"], another.List());
        }
    }

    [Fact]
    public async Task When_the_time_is_over_they_are_free_and_stay_so()
    {
        await _before.KillAsync();
        await using (Daemon between = await _before.SuccessorAsync("--grace", "1"))
        {
            using LineClient client = LineClient.Connect(between.Port);
            await Eventually.Holds("none is kept", () => client.Status("ports-resting") == "0");
            int[] given = [.. Enumerable.Range(0, Ports).Select(_ => client.Gimme("other"))];
            Assert.Empty(_held.Except(given));
            Assert.All(given, port => Assert.Equal($"OK {port}", client.Ask($"FREE {port}")));
            await between.KillAsync();
        }

        await using Daemon after = await _before.SuccessorAsync();
        using LineClient next = LineClient.Connect(after.Port);
        Assert.Equal("0", next.Status("ports-resting"));
    }
}
