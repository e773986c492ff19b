using System.Text.Json;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>What happens in the lab, as it happens, over HTTP.</summary>
public sealed class LabEventsTests : IAsyncLifetime
{
    private Etcd _etcd = null!;
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync()
    {
        _etcd = await Etcd.StartAsync();
        _daemon = await Lab.StartAsync(_etcd, "h1");
        await Eventually.Holds("the host is shown", () => Lab.Hosts(_daemon).GetValueOrDefault("h1") == "current");
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        await _etcd.DisposeAsync();
    }

    [Fact]
    public async Task Services_of_another_host_come_and_go_and_so_does_the_host()
    {
        using Follower follower = Connect($"?lastEventId={LastId()}");
        await using Daemon other = await Lab.StartAsync(_etcd, "h2", "--directory-lease", "3");
        using LineClient client = LineClient.Connect(other.Port);
        int port = client.Gimme("RingMaster", "fox");
        JsonElement added = Next(follower, "added");
        client.Ask($"FREE {port}");
        JsonElement removed = Next(follower, "removed");
        await other.KillAsync();

        Assert.All([added, removed], row => Assert.Equal(("h2", port, "RingMaster"), (Text(row, "host"), row.GetProperty("port").GetInt32(), Text(row, "service"))));
        JsonElement host = Next(follower, "host");
        while (Text(host, "state") != "gone")
            host = Next(follower, "host");
        Assert.Equal("h2", Text(host, "name"));
    }

    [Fact]
    public async Task Who_comes_back_is_told_what_he_missed()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        long seen;
        using (Follower before = Connect($"?lastEventId={LastId()}"))
        {
            client.Gimme("first");
            seen = Until(before, "added").Id;
        }

        client.Gimme("second");
        client.Gimme("third");
        await Eventually.Holds("they are shown", () => Lab.Ports(_daemon).Length == 3);

        foreach (string how in (string[])[$"Last-Event-ID: {seen}\r\n", ""])
        {
            using Follower after = Connect(how.Length > 0 ? "" : $"?lastEventId={seen}", how);
            Assert.Equal(["second", "third"], new[] { Next(after, "added"), Next(after, "added") }.Select(row => Text(row, "service")));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public void Who_says_a_number_that_no_event_has_is_told_to_look_anew(string nonsense)
    {
        using Follower lost = Connect($"?lastEventId={nonsense}");

        Assert.Equal("reset", lost.Next().Name);
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Gimme("new");
        Assert.Equal("new", Text(Next(lost, "added"), "service"));
    }

    [Fact]
    public async Task After_a_restart_of_the_daemon_too()
    {
        long last = LastId();
        await _daemon.KillAsync();
        await using Daemon successor = await Lab.StartAsync(_etcd, "h2");

        using Follower follower = Follower.Connect(successor.Port, $"?lastEventId={last}", path: "/api/v1/lab/events");
        Assert.Equal("reset", follower.Next().Name);
    }

    [Fact]
    public async Task It_is_told_that_etcd_is_away_and_that_it_is_back()
    {
        using Follower follower = Connect($"?lastEventId={LastId()}");
        await _etcd.KillAsync();
        JsonElement away = Next(follower, "directory");
        await _etcd.RestartAsync();
        JsonElement back = Next(follower, "directory");

        Assert.Equal(("away", "current"), (Text(away, "state"), Text(back, "state")));
        Assert.NotEmpty(Text(away, "problem")!);
        Assert.True(away.TryGetProperty("asOf", out _));
    }

    [Fact]
    public async Task A_daemon_that_is_stopped_does_not_wait_for_followers()
    {
        using Follower follower = Connect();

        Assert.Equal(0, await _daemon.EndAsync("TERM"));
        Assert.True(follower.HasEnded());
    }

    private static JsonElement Next(Follower follower, string name) => Until(follower, name).Data;

    private static (long Id, string Name, JsonElement Data) Until(Follower follower, string name)
    {
        (long Id, string Name, JsonElement Data) told = follower.Next();
        while (told.Name != name)
            told = follower.Next();
        return told;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Follower Connect(string query = "", string headers = "") => Follower.Connect(_daemon.Port, query, headers, "/api/v1/lab/events");

    private long LastId() => Lab.Get(_daemon, "ports").GetProperty("lastEventId").GetInt64();
}
