using System.Text.Json;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Events as they happen, for any number of followers.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync(ports: 3);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public void Proxies_are_told_to_pass_events_on_as_they_come() =>
        Assert.Equal("no", HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/api/v1/events").Replace("GET", "HEAD", StringComparison.Ordinal)).Headers["X-Accel-Buffering"]);

    [Fact]
    public void What_happens_is_told_in_order()
    {
        using Follower follower = Follower.Connect(_daemon.Port);
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("s", "fox");
        client.Ask($"FREE {port}");
        client.Ask($"FREE {port}");
        client.Ask("HELLO \x1b");

        (string Name, JsonElement Data)[] events = [.. Enumerable.Range(0, 4).Select(_ => follower.Next()).Select(e => (e.Name, e.Data))];

        Assert.Equal(["added", "removed", "refused", "invalid"], events.Select(e => e.Name));
        Assert.All(events[..2], e => Assert.Equal(
            (port, "s", "fox"),
            (e.Data.GetProperty("port").GetInt32(), e.Data.GetProperty("service").GetString(), e.Data.GetProperty("user").GetString())));
        Assert.Equal($"port {port} is not held by this connection", events[2].Data.GetProperty("reason").GetString());
        Assert.Equal("HELLO ?", events[3].Data.GetProperty("request").GetString());
    }

    [Fact]
    public void A_name_that_is_taken_over_goes_and_comes()
    {
        using Follower follower = Follower.Connect(_daemon.Port);
        using (LineClient plain = LineClient.Connect(_daemon.Port))
        using (LineClient second = LineClient.Connect(_daemon.Port))
        {
            plain.Gimme("s");
            second.Gimme("s");
            plain.Dispose();
            Assert.Equal(
                ["added s", "added s_1", "removed s", "removed s_1", "added s"],
                Enumerable.Range(0, 5).Select(_ => follower.Next()).Select(e => $"{e.Name} {e.Data.GetProperty("service").GetString()}"));
        }
    }

    [Fact]
    public void Who_comes_back_is_told_what_he_missed()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        long seen;
        using (Follower before = Follower.Connect(_daemon.Port))
        {
            client.Gimme("first");
            seen = before.Next().Id;
        }

        client.Gimme("second");
        client.Gimme("third");

        foreach (string how in (string[])[$"Last-Event-ID: {seen}\r\n", ""])
        {
            using Follower after = Follower.Connect(_daemon.Port, how.Length > 0 ? "" : $"?lastEventId={seen}", how);
            Assert.Equal(["second", "third"], new[] { after.Next(), after.Next() }.Select(e => e.Data.GetProperty("service").GetString()));
        }
    }

    [Fact]
    public void Who_missed_more_than_is_known_is_told_to_look_anew()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        long first = HttpPeer.Json(_daemon.Port, "/api/v1/recent").GetProperty("lastEventId").GetInt64();
        for (int i = 0; i < 501; i++)
            client.Ask($"FREE {client.Gimme("s")}");

        using Follower late = Follower.Connect(_daemon.Port, $"?lastEventId={first}");
        Assert.Equal("reset", late.Next().Name);
        client.Gimme("new");
        Assert.Equal("new", late.Next().Data.GetProperty("service").GetString());

        foreach (string nonsense in (string[])["0", "x", "-1", "99999999999999999999"])
        {
            using Follower lost = Follower.Connect(_daemon.Port, $"?lastEventId={nonsense}");
            Assert.Equal("reset", lost.Next().Name);
        }
    }

    [Fact]
    public async Task After_a_restart_of_the_daemon_too()
    {
        using (LineClient before = LineClient.Connect(_daemon.Port))
            before.Gimme("s");
        long last = HttpPeer.Json(_daemon.Port, "/api/v1/recent").GetProperty("lastEventId").GetInt64();
        await _daemon.KillAsync();
        await using Daemon successor = await _daemon.SuccessorAsync();

        using Follower follower = Follower.Connect(successor.Port, $"?lastEventId={last}");
        Assert.Equal("reset", follower.Next().Name);
    }

    [Fact]
    public void The_rows_say_from_which_event_on_to_follow()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Gimme("shown");
        long shown = HttpPeer.Json(_daemon.Port, "/api/v1/ports").GetProperty("lastEventId").GetInt64();
        client.Gimme("later");

        using Follower follower = Follower.Connect(_daemon.Port, $"?lastEventId={shown}");
        Assert.Equal("later", follower.Next().Data.GetProperty("service").GetString());
        JsonElement recent = HttpPeer.Json(_daemon.Port, "/api/v1/recent");
        Assert.Equal(["shown", "later"], recent.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("service").GetString()));
    }

    [Fact]
    public async Task A_daemon_that_is_stopped_does_not_wait_for_followers()
    {
        using Follower follower = Follower.Connect(_daemon.Port);

        Assert.Equal(0, await _daemon.EndAsync("TERM"));
        Assert.True(follower.HasEnded());
    }
}
