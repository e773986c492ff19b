using System.Text.Json;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>What a daemon shows of its lab over HTTP, on a real etcd.</summary>
public sealed class LabRestTests : IAsyncLifetime
{
    private Etcd _etcd = null!;

    public async ValueTask InitializeAsync() => _etcd = await Etcd.StartAsync();

    public ValueTask DisposeAsync() => _etcd.DisposeAsync();

    [Fact]
    public async Task A_daemon_shows_the_services_of_another_host_and_chooses_by_host()
    {
        await using Daemon one = await StartAsync("h1"), two = await StartAsync("h2");
        using LineClient a = LineClient.Connect(one.Port), b = LineClient.Connect(two.Port);
        a.Gimme("RingMaster", "fox");
        int port = b.Gimme("ORDERER", "fox");

        await Eventually.Holds("both are shown", () => Lab.Ports(one).Length == 2);

        JsonElement row = Assert.Single(Lab.Ports(one, "?host=h2"));
        Assert.Equal(("h2", port, "ORDERER", "fox"), (Text(row, "host"), row.GetProperty("port").GetInt32(), Text(row, "service"), Text(row, "user")));
        b.Dispose();
        await Eventually.Holds("it is gone", () => Lab.Ports(one).Length == 1);
    }

    [Theory]
    [InlineData("?service=RingMaster", 1)]
    [InlineData("?beginswith=Ring", 2)]
    [InlineData("?beginswith=Ring&user=wolf", 1)]
    [InlineData("?user=fox", 2)]
    [InlineData("?host=h2", 0)]
    [InlineData("?host=h1&state=reserved", 3)]
    [InlineData("?state=listening", 0)]
    public async Task Rows_are_chosen_as_those_of_one_host(string query, int rows)
    {
        await using Daemon daemon = await StartAsync("h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster", "fox");
        client.Gimme("RingReader", "wolf");
        client.Gimme("ORDERER", "fox");

        await Eventually.Holds("all are shown", () => Lab.Ports(daemon).Length == 3);

        Assert.Equal(rows, Lab.Ports(daemon, query).Length);
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_who_has_it_already_is_told_so()
    {
        await using Daemon daemon = await StartAsync("h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster", "fox");
        await Eventually.Holds("it is shown", () => Lab.Ports(daemon).Length == 1);

        foreach (string wrong in (string[])["ports?state=asleep", "ports?colour=red", "ports?host=a&host=b", "hosts?host=h1", "events?x=1"])
            Assert.Equal((wrong, 400), (wrong, Lab.Ask(daemon, wrong).Status));
        foreach (string path in (string[])["ports", "hosts", "ports?user=fox"])
        {
            string tag = Lab.Ask(daemon, path).Headers["ETag"];
            HttpAnswer again = Lab.Ask(daemon, path, $"If-None-Match: {tag}\r\n");
            Assert.Equal((path, 304, ""), (path, again.Status, again.Body));
        }
    }

    [Fact]
    public async Task When_etcd_is_away_the_last_rows_are_shown_with_their_age_until_it_is_back()
    {
        await using Daemon daemon = await StartAsync("h1", "--directory-lease", "120");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster", "fox");
        await Eventually.Holds("it is shown", () => Lab.Ports(daemon).Length == 1);

        await _etcd.KillAsync();

        await Eventually.Holds("etcd is said to be away", () => DirectoryState(daemon) == "away");
        Assert.True(Lab.Get(daemon, "ports").GetProperty("directory").TryGetProperty("asOf", out _));
        Assert.Single(Lab.Ports(daemon));
        await _etcd.RestartAsync();
        await Eventually.Holds("it is said to be back", () => DirectoryState(daemon) == "current");
        Assert.Single(Lab.Ports(daemon));
    }

    [Fact]
    public async Task While_etcd_has_never_answered_there_is_no_listing_that_could_be_taken_for_an_empty_lab()
    {
        await _etcd.KillAsync();
        await using Daemon daemon = await StartAsync("h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster", "fox");

        HttpAnswer answer = Lab.Ask(daemon, "ports");
        Assert.Equal((503, "application/problem+json"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Contains("the directory of the lab cannot be read", answer.Body, StringComparison.Ordinal);

        await _etcd.RestartAsync();
        await Eventually.Holds("it is shown", () => Lab.Ports(daemon).Length == 1);
    }

    [Theory]
    [InlineData("ports")]
    [InlineData("hosts")]
    [InlineData("events")]
    public async Task Without_a_directory_the_answer_says_which_option_to_give(string path)
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 2);

        HttpAnswer answer = Lab.Ask(daemon, path);

        Assert.Equal(404, answer.Status);
        Assert.Contains("--directory", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_without_a_directory_has_no_page_of_the_lab_either()
    {
        await using Daemon with = await StartAsync("h1"), without = await Daemon.StartAsync(ports: 2);

        HttpAnswer page = HttpPeer.Ask(with.Port, HttpPeer.Get("/lab"));
        Assert.Equal((200, "text/html; charset=utf-8"), (page.Status, page.Headers["Content-Type"]));
        Assert.Equal(404, HttpPeer.Ask(without.Port, HttpPeer.Get("/lab")).Status);
    }

    private static string? DirectoryState(Daemon daemon) => Text(Lab.Get(daemon, "ports").GetProperty("directory"), "state");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private Task<Daemon> StartAsync(string host, params string[] options) => Lab.StartAsync(_etcd, host, options);
}
