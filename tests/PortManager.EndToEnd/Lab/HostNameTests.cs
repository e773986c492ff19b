using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>Hosts that are off for good, installed again, or copies of one another: whose rows are in the directory, and who is told.</summary>
public sealed class HostNameTests : IAsyncLifetime
{
    private Etcd _etcd = null!;

    public async ValueTask InitializeAsync() => _etcd = await Etcd.StartAsync();

    public ValueTask DisposeAsync() => _etcd.DisposeAsync();

    [Fact]
    public async Task A_host_that_is_installed_again_takes_its_name_when_the_former_one_is_gone()
    {
        await using Daemon former = await StartAsync("10");
        using LineClient client = LineClient.Connect(former.Port);
        int port = client.Gimme("Former", "fox");
        await using RunningProgram watch = PortManagerProgram.Start("watch", "--lab", "--directory", _etcd.Url);
        Assert.Equal($"+ {port} Former fox h1", await watch.LineAsync());

        await former.KillAsync();
        // Its state folder is empty.
        await using Daemon next = await StartAsync("3");
        using LineClient other = LineClient.Connect(next.Port);
        int taken = other.Gimme("Next", "fox");

        Assert.Equal($"- {port} Former fox h1", await watch.LineAsync(1));
        Assert.Equal($"+ {taken} Next fox h1", await watch.LineAsync(2));
        Assert.True(Logged(next, "h1 is the name of another host"));
        await Eventually.Holds("it says that it publishes", () => Logged(next, "the directory of the lab has all ports of h1"));
        await Eventually.Holds("nothing else is left", async () =>
            (await _etcd.KeysAsync("/portmanager/")).SequenceEqual([$"/portmanager/h1/{taken}", "/portmanager/h1/host"]));
    }

    [Fact]
    public async Task Of_two_hosts_that_are_copies_of_one_another_one_publishes_and_both_say_so()
    {
        await using Daemon first = await StartAsync("3");
        using LineClient client = LineClient.Connect(first.Port);
        client.Gimme("First", "fox");
        await Eventually.Holds("it is listed", async () => (await _etcd.KeysAsync("/portmanager/")).Length == 2);
        string state = Directory.CreateTempSubdirectory("portmanager-state-").FullName;
        File.Copy(Path.Combine(first.StateFolder, "directory-id"), Path.Combine(state, "directory-id"));

        await using Daemon second = await StartAsync("3", "--state", state);
        using LineClient other = LineClient.Connect(second.Port);
        int port = other.Gimme("Second", "fox");

        await Eventually.Holds("the first one says so", () => Logged(first, "h1 is the name of another host"));
        await Eventually.Holds("and the second one", () => Logged(second, "another host would publish to the directory of the lab as h1"));
        Assert.Equal([$"/portmanager/h1/{port}"], (await _etcd.KeysAsync("/portmanager/h1/")).Where(key => char.IsAsciiDigit(key[^1])));
        Assert.Single(client.List());
        await second.EndAsync("TERM");
        Directory.Delete(state, recursive: true);
        await Eventually.Holds("the first one publishes again", async () =>
            (await _etcd.ControlAsync("get", "--prefix", "--print-value-only", "/portmanager/h1/")).Contains("\"First\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("60", "120")]
    [InlineData("120", "60")]
    [InlineData("60.5", "60.5")]
    public async Task A_daemon_that_is_restarted_with_any_lease_deletes_no_row(string before, string after)
    {
        string state = Directory.CreateTempSubdirectory("portmanager-state-").FullName;
        await using Daemon daemon = await StartAsync(before, "--state", state);
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");
        using var service = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        service.Start();
        await Eventually.Holds("it listens", async () => (await ValueAsync(port)).Contains("listening", StringComparison.Ordinal));
        await using RunningProgram watch = RunningProgram.Start("etcdctl", ["--endpoints", _etcd.Url, "watch", "--prefix", "/portmanager/"]);
        string lease = await LeaseAsync(port);
        await Eventually.Holds("etcd has the watch", async () => await _etcd.FigureAsync("etcd_debugging_mvcc_watcher_total") > 0);

        await daemon.KillAsync();
        await using Daemon next = await StartAsync(after, "--state", state, "--ports", $"{daemon.Ports.Low}-{daemon.Ports.High}");
        await Eventually.Holds("the next one publishes", async () => (await ValueAsync(port)).Contains("orphaned", StringComparison.Ordinal));
        using LineClient marker = LineClient.Connect(next.Port);
        int last = marker.Gimme("Marker", "fox");

        await Eventually.Holds("the marker is seen", () => watch.Output.Contains($"/portmanager/h1/{last}\n", StringComparison.Ordinal));
        Assert.DoesNotContain("DELETE", watch.Output, StringComparison.Ordinal);
        Assert.Equal(before == after, lease == await LeaseAsync(port));
        await next.EndAsync("TERM");
        Directory.Delete(state, recursive: true);
    }

    private Task<Daemon> StartAsync(string lease, params string[] more) =>
        Daemon.StartAsync(options: ["--directory", _etcd.Url, "--host-name", "h1", "--directory-lease", lease, .. more]);

    private static bool Logged(Daemon daemon, string words) => File.ReadAllText(daemon.Log).Contains(words, StringComparison.Ordinal);

    private Task<string> ValueAsync(int port) => _etcd.ControlAsync("get", "--print-value-only", $"/portmanager/h1/{port}");

    private async Task<string> LeaseAsync(int port) =>
        (await _etcd.ControlAsync("get", "--write-out=fields", $"/portmanager/h1/{port}")).Split('\n').Single(line => line.StartsWith("\"Lease\"", StringComparison.Ordinal));
}
