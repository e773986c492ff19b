using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>The hosts of the lab over HTTP, and how they are.</summary>
public sealed class LabHostsTests : IAsyncLifetime
{
    private Etcd _etcd = null!;

    public async ValueTask InitializeAsync() => _etcd = await Etcd.StartAsync();

    public ValueTask DisposeAsync() => _etcd.DisposeAsync();

    [Fact]
    public async Task A_host_has_what_its_daemon_says_of_it_and_the_address_of_its_page()
    {
        await using Daemon daemon = await Lab.StartAsync(_etcd, "h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster", "fox");
        await Eventually.Holds("it is shown", () => Lab.Ports(daemon).Length == 1);
        // An address of a network that a host may have, whichever host runs this test.
        await _etcd.ControlAsync("put", "/portmanager/h2/host", /*lang=json*/ """{"version":"1.0","addresses":["fe80::1","2001:db8::1"],"port":30000,"httpPort":8080,"pool":"30001-30999","started":"2026-01-31T12:00:00Z","id":"x"}""");
        await Eventually.Holds("the other host is shown", () => Lab.Hosts(daemon).ContainsKey("h2"));

        JsonElement answer = Lab.Get(daemon, "hosts");
        JsonElement[] hosts = [.. answer.GetProperty("hosts").EnumerateArray()];

        Assert.Equal("h1", answer.GetProperty("host").GetString());
        Assert.Equal((1, daemon.Port), (hosts[0].GetProperty("services").GetInt32(), hosts[0].GetProperty("port").GetInt32()));
        Assert.Equal("http://[2001:db8::1]:8080/", hosts[1].GetProperty("page").GetString());
    }

    [Theory]
    [InlineData("0.0.0.0:0", true)]
    [InlineData("127.0.0.1:0", false)]
    [InlineData(null, false)]
    public async Task The_directory_has_the_port_of_a_page_that_other_hosts_can_see(string? http, bool isSeen)
    {
        await using Daemon daemon = await Lab.StartAsync(_etcd, "h1", http is null ? ["--no-http"] : ["--http", http]);

        string value = "";
        await Eventually.Holds("it publishes", async () => (value = await _etcd.ControlAsync("get", "--print-value-only", "/portmanager/h1/host")).Length > 0);

        string? page = JsonElement.Parse(value).TryGetProperty("httpPort", out JsonElement port) ? $":{port}/" : null;
        Assert.Equal(isSeen, page is not null);
        // A thread of its own says it, while another publishes.
        if (isSeen)
            await Eventually.Holds("the daemon says the same port", () => daemon.Output.Contains(page!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_dies_is_gone_when_its_lease_has_run_out()
    {
        await using Daemon observer = await Lab.StartAsync(_etcd, "h1");
        await using Daemon other = await Lab.StartAsync(_etcd, "h2", "--directory-lease", "3");
        using LineClient client = LineClient.Connect(other.Port);
        client.Gimme("RingMaster", "fox");
        await Eventually.Holds("it is shown", () => Lab.Ports(observer, "?host=h2").Length == 1);
        Assert.Equal("current", Lab.Hosts(observer)["h2"]);

        await other.KillAsync();

        await Eventually.Holds("it is gone", () => Lab.Hosts(observer).GetValueOrDefault("h2") == "gone");
        await Eventually.Holds("with its services", () => Lab.Ports(observer, "?host=h2").Length == 0);
    }

    [Fact]
    public async Task A_host_whose_services_are_listed_while_its_daemon_does_not_publish_is_behind()
    {
        await using Daemon daemon = await Lab.StartAsync(_etcd, "h1");
        await _etcd.ControlAsync("put", "/portmanager/h2/30001", /*lang=json*/ """{"service":"Left","user":"fox","state":"reserved","since":"2026-01-31T12:00:00Z"}""");

        await Eventually.Holds("it is behind", () => Lab.Hosts(daemon).GetValueOrDefault("h2") == "behind");
        Assert.Single(Lab.Ports(daemon, "?host=h2"));
        await _etcd.ControlAsync("del", "/portmanager/h2/30001");
        await Eventually.Holds("it is gone", () => Lab.Hosts(daemon).GetValueOrDefault("h2") == "gone");
    }

    [Fact]
    public async Task A_host_whose_name_another_daemon_wants_is_contested_until_that_one_gives_up()
    {
        await using Daemon first = await Lab.StartAsync(_etcd, "h1");
        await Eventually.Holds("it publishes", () => Lab.Hosts(first).GetValueOrDefault("h1") == "current");
        await using Daemon second = await Lab.StartAsync(_etcd, "h1", "--directory-lease", "3");

        await Eventually.Holds("it is contested", () => Lab.Hosts(first).GetValueOrDefault("h1") == "contested");
        await second.EndAsync("TERM");
        await Eventually.Holds("it is not any more", () => Lab.Hosts(first).GetValueOrDefault("h1") == "current");
    }
}
