using System.Diagnostics;
using System.Globalization;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>The files that others read (SPEC section 5): whole at any time, and never missing in silence.</summary>
public sealed class FileTroubleTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("portmanager-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("--usagefile", "ports.txt")]
    [InlineData("--pidfile", "daqportmgr.pid")]
    public async Task One_that_cannot_be_written_is_in_the_home_folder_and_warned_of(string option, string name)
    {
        string wanted = $"/dev/null/folder/{name}";
        await using Daemon daemon = await Daemon.StartAsync(options: [option, wanted], shell: $"export HOME={_home}");

        string instead = Path.Combine(_home, name);
        await Eventually.Holds("the warning names both", () =>
            daemon.Errors.Contains(wanted, StringComparison.Ordinal) && daemon.Errors.Contains(instead, StringComparison.Ordinal));
        Assert.True(File.Exists(instead));
        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.Empty(client.List());
    }

    [Fact]
    public async Task One_that_can_be_written_nowhere_is_warned_of_and_the_service_goes_on()
    {
        const string Wanted = "/dev/null/folder/ports.txt";
        await using Daemon daemon = await Daemon.StartAsync(options: ["--usagefile", Wanted], shell: "export HOME=/dev/null/home");

        await Eventually.Holds("the warning names it", () => daemon.Errors.Contains(Wanted, StringComparison.Ordinal));
        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.NotEqual(0, client.Gimme("s"));
    }

    [Fact]
    public async Task They_hold_what_scripts_look_for()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("{two words}", "fox");

        Assert.Equal($"{daemon.Port}", File.ReadAllText(daemon.PortFile).Trim());
        Assert.Equal($"{daemon.Id}", File.ReadAllText(daemon.PidFile).Trim());
        await Eventually.Holds("the usage file is up to date", () => File.ReadAllText(daemon.UsageFile) == $"{port}\ttwo words\tfox\n");
        client.Ask($"FREE {port}");
        await Eventually.Holds("the usage file is empty", () => File.ReadAllText(daemon.UsageFile).Length == 0);
    }

    [Fact]
    public async Task SIGHUP_brings_back_those_that_somebody_deleted()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("s", "fox");
        string[] files = [daemon.UsageFile, daemon.PortFile, daemon.PidFile];
        await Eventually.Holds("the usage file has it", () => File.ReadAllText(daemon.UsageFile) == $"{port}\ts\tfox\n");
        Array.ForEach(files, File.Delete);

        daemon.Signal("HUP");

        await Eventually.Holds("they are there again", () => files.All(File.Exists));
        Assert.Equal($"{port}\ts\tfox\n", File.ReadAllText(daemon.UsageFile));
        Assert.Equal($"{daemon.Port}\n", File.ReadAllText(daemon.PortFile));
        Assert.Equal($"{daemon.Id}\n", File.ReadAllText(daemon.PidFile));
        Assert.Equal(0, await daemon.EndAsync("TERM"));
        Assert.False(File.Exists(daemon.PortFile));
        Assert.False(File.Exists(daemon.PidFile));
    }

    [Fact]
    public async Task One_that_somebody_overwrites_is_written_again_which_is_said()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        await File.WriteAllTextAsync(daemon.PortFile, "1\n", TestContext.Current.CancellationToken);

        await Eventually.Holds("it is said", () =>
            daemon.Errors.Contains($"somebody has overwritten the port file {daemon.PortFile}: it is written again", StringComparison.Ordinal));
        await Eventually.Holds("it is right again", () => File.ReadAllText(daemon.PortFile) == $"{daemon.Port}\n");
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_one_holds_up_nothing()
    {
        string pipe = Path.Combine(_home, "pipe");
        string home = Directory.CreateDirectory(Path.Combine(_home, "home")).FullName;
        using (Process mkfifo = Process.Start("mkfifo", pipe))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using Daemon daemon = await Daemon.StartAsync(options: ["--pidfile", pipe], shell: $"export HOME={home}");

        string instead = Path.Combine(home, "pipe");
        await Eventually.Holds("the warning names both", () =>
            daemon.Errors.Contains($"cannot write the pid file {pipe} (is a pipe): it is {instead} instead", StringComparison.Ordinal));
        Assert.Equal($"{daemon.Id}\n", File.ReadAllText(instead));
        Assert.Equal(0, await daemon.EndAsync("TERM"));
        Assert.Empty(Directory.GetFiles(home));
    }

    [Fact]
    public async Task Who_reads_the_usage_file_at_any_time_reads_a_whole_one()
    {
        const int Kept = 200;
        await using Daemon daemon = await Daemon.StartAsync(ports: Kept + 100);
        using LineClient client = LineClient.Connect(daemon.Port);
        for (int i = 0; i < Kept; i++)
            client.Gimme($"Service{i}", "fox");
        await Eventually.Holds("they are all in the file", () => File.ReadLines(daemon.UsageFile).Count() == Kept);

        var versions = new HashSet<string>();
        for (int round = 0; versions.Count < 20; round++)
        {
            Assert.True(round < 1_000_000, "the file does not change");
            int port = client.Gimme($"comes{round % 50}", "fox");
            string[] lines = File.ReadAllText(daemon.UsageFile).Split('\n');
            client.Ask($"FREE {port}");

            Assert.Equal("", lines[^1]);
            Assert.InRange(lines.Length - 1, Kept, Kept + 1);
            Assert.All(lines[..^1], line => Assert.Matches("^[0-9]{5}\t(Service|comes)[0-9]+\tfox$", line));
            versions.Add(string.Join('\n', lines));
        }
    }

    [Fact]
    public async Task A_second_daemon_on_the_same_state_folder_refuses_and_names_the_first()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        ProgramResult second = await PortManagerProgram.RunAsync(
            ["serve", "--listen", "127.0.0.1:0", "--state", daemon.StateFolder, "--portfile", Path.Combine(_home, "port"),
                "--pidfile", Path.Combine(_home, "pid"), "--log", Path.Combine(_home, "log"), "--usagefile", Path.Combine(_home, "ports")]);

        Assert.NotEqual(0, second.ExitCode);
        Assert.Single(second.Errors.TrimEnd('\n').Split('\n'));
        Assert.Contains($"in use by process {daemon.Id}", second.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_home));
        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.Empty(client.List());
    }

    [Fact]
    public async Task A_pool_in_the_range_of_outgoing_connections_is_warned_of()
    {
        string[] range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int low = int.Parse(range[0], CultureInfo.InvariantCulture);
        await using Daemon daemon = await Daemon.StartAsync(options: ["--ports", $"{low - 5}-{low + 4}"]);

        await Eventually.Holds("the warning says how many and what to do", () =>
            daemon.Errors.Contains("5 ports of the pool", StringComparison.Ordinal)
            && daemon.Errors.Contains("net.ipv4.ip_local_reserved_ports", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pool_that_meets_what_is_reserved_for_others_is_warned_of()
    {
        (int low, int high) = Daemon.TakePorts(3);
        string reserved = Path.Combine(_home, "reserved");
        await File.WriteAllTextAsync(reserved, $"{low + 1},{high + 1}\n", TestContext.Current.CancellationToken);
        await using Daemon daemon = await Daemon.StartAsync(
            options: ["--ports", $"{low}-{high}"], shell: PrivateMounts.Of(reserved, "/proc/sys/net/ipv4/ip_local_reserved_ports"));

        await Eventually.Holds("the warning says which and what to do", () =>
            daemon.Errors.Contains($"1 ports of the pool ({low + 1}) are reserved", StringComparison.Ordinal)
            && daemon.Errors.Contains($"--ports {low},{high}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pool_among_NodePorts_of_Kubernetes_is_warned_of_on_its_nodes()
    {
        await using Daemon daemon = await Daemon.StartAsync(
            options: ["--ports", "32760-32770"], shell: PrivateMounts.Empty("/var/lib", "mkdir /var/lib/kubelet"));

        await Eventually.Holds("the warning says so", () => daemon.Errors.Contains("8 ports of the pool may be NodePorts", StringComparison.Ordinal));
    }
}
