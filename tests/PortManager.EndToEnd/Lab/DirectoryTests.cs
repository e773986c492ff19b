using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Support;
using PortManager.Lab;

namespace PortManager.EndToEnd.Lab;

/// <summary>What a daemon publishes to the directory of its lab, on a real etcd.</summary>
public sealed class DirectoryTests : IAsyncLifetime
{
    private Etcd _etcd = null!;

    public async ValueTask InitializeAsync() => _etcd = await Etcd.StartAsync();

    public ValueTask DisposeAsync() => _etcd.DisposeAsync();

    [Fact]
    public async Task What_a_daemon_allocates_is_in_the_directory_until_it_is_free()
    {
        await using Daemon daemon = await StartAsync("h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");

        await Eventually.Holds("it is listed", async () => (await ListAsync()).Contains($"{port} RingMaster fox h1"));
        client.Dispose();
        await Eventually.Holds("it is gone", async () => (await ListAsync()).Length == 0);
    }

    [Fact]
    public async Task The_command_line_lists_finds_and_waits_for_services_of_the_lab()
    {
        await using Daemon one = await StartAsync("h1"), two = await StartAsync("h2");
        using LineClient a = LineClient.Connect(one.Port), b = LineClient.Connect(two.Port);
        (int first, int second) = (a.Gimme("RingMaster", "fox"), b.Gimme("ORDERER", "fox"));

        ProgramResult waited = await LabAsync("wait", "ORDERER");
        await Eventually.Holds("both are listed", async () => (await ListAsync()).Length == 2);
        ProgramResult listed = await LabAsync("list"), found = await LabAsync("find", "RingMaster"), one_host = await LabAsync("list", "--host-pattern", "*2");

        Assert.Equal($"h2 {second}\n", waited.Output);
        Assert.Matches($"RingMaster +{first} +fox +h1\nORDERER +{second} +fox +h2\n", listed.Output);
        Assert.Equal($"{first}\tRingMaster\tfox\th1\n", found.Output);
        Assert.DoesNotContain("h1", one_host.Output, StringComparison.Ordinal);
        Assert.Contains("h2", one_host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_of_a_host_that_dies_go_when_its_lease_runs_out()
    {
        await using Daemon daemon = await StartAsync("h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster");
        await Eventually.Holds("it is listed", async () => (await ListAsync()).Length == 1);

        await daemon.KillAsync();

        await Eventually.Holds("nothing of it is left", async () => (await _etcd.KeysAsync("/portmanager/")).Length == 0);
    }

    [Fact]
    public async Task A_daemon_that_restarts_takes_its_rows_over_without_a_change_that_a_watcher_sees()
    {
        string state = Directory.CreateTempSubdirectory("portmanager-state-").FullName;
        // On a lease that outlives the restart, however slow this machine is.
        Daemon daemon = await StartAsync("h1", "--state", state, "--directory-lease", "120");
        LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");
        // A port that somebody listens on is an orphan after a restart.
        using var service = new TcpListener(IPAddress.Loopback, port);
        service.Start();
        await Eventually.Holds("it listens", async () => (await ListAllAsync()).Any(s => s.State == "listening"));
        await using RunningProgram watch = PortManagerProgram.Start("watch", "--lab", "--directory", _etcd.Url);
        Assert.Equal($"+ {port} RingMaster fox h1", await watch.LineAsync());
        string ports = $"{daemon.Ports.Low}-{daemon.Ports.High}";

        await daemon.KillAsync();
        await using Daemon next = await StartAsync("h1", "--state", state, "--directory-lease", "120", "--ports", ports);
        await Eventually.Holds("the next one publishes", async () => (await ListAllAsync()).Any(s => s.State == "orphaned"));
        using LineClient marker = LineClient.Connect(next.Port);
        int after = marker.Gimme("Marker", "fox");

        // Nothing was printed in between.
        Assert.Equal($"+ {after} Marker fox h1", await watch.LineAsync(1));
        client.Dispose();
        await daemon.DisposeAsync();
        await next.EndAsync("TERM");
        Directory.Delete(state, recursive: true);
    }

    [Fact]
    public async Task Keys_that_should_not_be_there_are_deleted_and_missing_ones_are_put_when_etcd_is_back()
    {
        await using Daemon daemon = await StartAsync("h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("RingMaster", "fox");
        await Eventually.Holds("it is listed", async () => (await ListAsync()).Length == 1);
        string host = await _etcd.ControlAsync("get", "--print-value-only", "/portmanager/h1/host");

        // Somebody else's hand, and the daemon has to begin anew: its own key is another one.
        await _etcd.ControlAsync("put", "/portmanager/h1/99", "stale");
        await _etcd.ControlAsync("put", "/portmanager/h1/deep/er", "foreign");
        await _etcd.ControlAsync("del", $"/portmanager/h1/{port}");
        await _etcd.ControlAsync("put", "/portmanager/h1/host", host.Trim());

        await Eventually.Holds("the keys are the truth", async () =>
            (await _etcd.KeysAsync("/portmanager/")).SequenceEqual([$"/portmanager/h1/{port}", "/portmanager/h1/host"]));
        Assert.Equal([$"{port} RingMaster fox h1"], await ListAsync());
    }

    [Fact]
    public async Task Two_hosts_of_one_name_are_told_of_on_both_and_the_second_publishes_nothing()
    {
        await using Daemon first = await StartAsync("h1");
        using LineClient client = LineClient.Connect(first.Port);
        int port = client.Gimme("RingMaster", "fox");
        await Eventually.Holds("it is listed", async () => (await ListAsync()).Length == 1);

        await using Daemon second = await StartAsync("h1");
        using LineClient other = LineClient.Connect(second.Port);
        other.Gimme("ORDERER", "fox");

        await Eventually.Holds("the second one says so", () => File.ReadAllText(second.Log).Contains("h1 is the name of another host", StringComparison.Ordinal));
        await Eventually.Holds("and the first one", () => File.ReadAllText(first.Log).Contains("another host would publish to the directory of the lab as h1", StringComparison.Ordinal));
        Assert.Equal([$"{port} RingMaster fox h1"], await ListAsync());

        // Once the first one is off for good, the second one takes its place.
        await first.KillAsync();
        await Eventually.Holds("the second one publishes", async () => (await ListAsync()) is [var row] && row.EndsWith("ORDERER fox h1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_daemon_that_was_stopped_for_longer_than_its_lease_puts_its_rows_again()
    {
        await using Daemon daemon = await StartAsync("h1");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("RingMaster", "fox");
        await Eventually.Holds("it is listed", async () => (await ListAsync()).Length == 1);

        await daemon.HaltAsync();
        await Eventually.Holds("its lease runs out", async () => (await _etcd.KeysAsync("/portmanager/")).Length == 0);
        daemon.Signal("CONT");

        Assert.StartsWith("OK ", client.Ask("GIMME Another fox"), StringComparison.Ordinal);
        await Eventually.Holds("both are listed", async () => (await ListAsync()).Length == 2);
    }

    [Fact]
    public async Task A_watch_goes_on_after_etcd_was_away_and_has_forgotten_the_revision()
    {
        await using Daemon daemon = await StartAsync("h1", "--directory-lease", "60");
        using LineClient stays = LineClient.Connect(daemon.Port), goes = LineClient.Connect(daemon.Port);
        int staying = stays.Gimme("Stays", "fox");
        await using RunningProgram watch = PortManagerProgram.Start("watch", "--lab", "--directory", _etcd.Url);
        Assert.Equal($"+ {staying} Stays fox h1", await watch.LineAsync());
        int going = goes.Gimme("Goes", "fox");
        Assert.Equal($"+ {going} Goes fox h1", await watch.LineAsync(1));

        watch.Signal("STOP");
        goes.Dispose();
        await Eventually.Holds("it is gone", async () => (await ListAsync()).Length == 1);
        await _etcd.KillAsync();
        await _etcd.RestartAsync();
        string status = await _etcd.ControlAsync("get", "--write-out=fields", "x");
        string revision = status.Split('\n').Single(l => l.StartsWith("\"Revision\"", StringComparison.Ordinal)).Split(':')[1].Trim();
        await _etcd.ControlAsync("compact", revision);
        watch.Signal("CONT");

        Assert.Equal($"- {going} Goes fox h1", await watch.LineAsync(2));
        using LineClient comes = LineClient.Connect(daemon.Port);
        int coming = comes.Gimme("Comes", "fox");
        Assert.Equal($"+ {coming} Comes fox h1", await watch.LineAsync(3));
    }

    [Fact]
    public async Task A_watch_goes_on_with_an_etcd_that_begins_anew_with_nothing()
    {
        await using Daemon daemon = await StartAsync("h1");
        using LineClient stays = LineClient.Connect(daemon.Port), goes = LineClient.Connect(daemon.Port);
        int staying = stays.Gimme("Stays", "fox");
        await using RunningProgram watch = PortManagerProgram.Start("watch", "--lab", "--directory", _etcd.Url);
        Assert.Equal($"+ {staying} Stays fox h1", await watch.LineAsync());
        int going = goes.Gimme("Goes", "fox");
        Assert.Equal($"+ {going} Goes fox h1", await watch.LineAsync(1));

        await _etcd.KillAsync();
        goes.Dispose();
        using (LineClient observer = LineClient.Connect(daemon.Port))
            await Eventually.Holds("it is gone", () => observer.List().Length == 1);
        await _etcd.BeginAnewAsync();

        // The daemon may publish the one that stays before or after the watch looks.
        await Eventually.Holds("the one that went is told of", () => watch.Output.Contains($"- {going} Goes fox h1\n", StringComparison.Ordinal));
        using LineClient comes = LineClient.Connect(daemon.Port);
        int coming = comes.Gimme("Comes", "fox");
        await Eventually.Holds("the one that comes is told of", () => watch.Output.EndsWith($"+ {coming} Comes fox h1\n", StringComparison.Ordinal));
        string[] last = [.. watch.Output.Split('\n').Where(line => line.Contains(" Stays ", StringComparison.Ordinal))];
        Assert.Equal($"+ {staying} Stays fox h1", last[^1]);
    }

    [Fact]
    public async Task Without_a_lab_the_command_line_says_how_to_name_one()
    {
        ProgramResult result = await PortManagerProgram.RunAsync("list", "--lab", "--lab-file", "/nonexistent/lab.conf");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no /nonexistent/lab.conf", result.Errors, StringComparison.Ordinal);
    }

    private Task<Daemon> StartAsync(string host, params string[] more)
    {
        string[] lease = more.Contains("--directory-lease") ? [] : ["--directory-lease", "3"];
        return Daemon.StartAsync(options: ["--directory", _etcd.Url, "--host-name", host, .. lease, .. more]);
    }

    private Task<ProgramResult> LabAsync(string verb, params string[] more) => PortManagerProgram.RunAsync([verb, "--lab", "--directory", _etcd.Url, .. more]);

    private async Task<string[]> ListAsync() => [.. (await ListAllAsync()).Select(s => $"{s.Port} {s.Service} {s.User} {s.Host}")];

    private async Task<IReadOnlyList<LabService>> ListAllAsync()
    {
        await using LabDirectory lab = await LabDirectory.ConnectAsync(_etcd.Url);
        return await lab.ListAsync(TestContext.Current.CancellationToken);
    }
}
