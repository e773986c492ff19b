using System.Globalization;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>What the metrics of a daemon say of how it follows the lab.</summary>
public sealed class LabMetricsTests : IAsyncLifetime
{
    private Etcd _etcd = null!;

    public async ValueTask InitializeAsync() => _etcd = await Etcd.StartAsync();

    public ValueTask DisposeAsync() => _etcd.DisposeAsync();

    [Fact]
    public async Task They_have_what_is_known_once_somebody_looks_and_since_when_etcd_is_away()
    {
        await using Daemon daemon = await Lab.StartAsync(_etcd, "h1", "--directory-lease", "120");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster", "fox");
        Assert.Equal((0, 0), (Value(daemon, "portmanager_lab_following"), Value(daemon, "portmanager_lab_ports")));

        await Eventually.Holds("it is shown", () => Lab.Ports(daemon).Length == 1);

        // A scrape may be that of a moment ago.
        await Eventually.Holds("it is counted", () => Value(daemon, "portmanager_lab_ports") == 1);
        Assert.Equal(1, Value(daemon, "portmanager_lab_following"));
        Assert.Equal(1, Value(daemon, "portmanager_lab_hosts{state=\"current\"}"));
        Assert.Equal(0, Value(daemon, "portmanager_lab_hosts{state=\"gone\"}"));
        Assert.Equal(0, Value(daemon, "portmanager_lab_away_time_seconds"));
        await _etcd.KillAsync();
        await Eventually.Holds("etcd is away", () => Value(daemon, "portmanager_lab_away_time_seconds") > 0);
        Assert.Equal(1, Value(daemon, "portmanager_lab_ports"));
    }

    [Fact]
    public async Task They_have_since_when_the_directory_has_not_what_the_host_has()
    {
        await using Daemon daemon = await Lab.StartAsync(_etcd, "h1");
        await Eventually.Holds("it has published", () => Value(daemon, "portmanager_directory_behind_time_seconds") == 0);

        await _etcd.KillAsync();
        await Eventually.Holds("it is behind", () => Value(daemon, "portmanager_directory_behind_time_seconds") > 0);

        await _etcd.RestartAsync();
        await Eventually.Holds("it has published again", () => Value(daemon, "portmanager_directory_behind_time_seconds") == 0);
    }

    [Fact]
    public async Task Without_a_directory_there_are_none()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 2);

        Assert.DoesNotContain("portmanager_lab_", Scrape(daemon), StringComparison.Ordinal);
        Assert.DoesNotContain("portmanager_directory_", Scrape(daemon), StringComparison.Ordinal);
    }

    private static double Value(Daemon daemon, string name)
    {
        string line = Assert.Single(
            Scrape(daemon).Split('\n'), line => line.Replace("{}", "", StringComparison.Ordinal).StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
    }

    private static string Scrape(Daemon daemon)
    {
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Send("GET /metrics HTTP/1.0\r\n\r\n");
        return client.ReadToEnd();
    }
}
