using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>A log that cannot be written, or that blocks who writes it.</summary>
public sealed class LogTroubleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_disk_costs_lines_and_not_the_service()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--log", "/dev/full"]);

        AssertServes(daemon);

        await Eventually.Holds("a warning names the log's trouble", () => daemon.Errors.Contains("cannot write the log /dev/full (no space left): lines are lost", StringComparison.Ordinal));
        Assert.Equal(0, await daemon.EndAsync("TERM"));
        Assert.Single(daemon.Errors.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_holds_up_nothing()
    {
        string pipe = Path.Combine(_folder, "pipe");
        using (Process mkfifo = Process.Start("mkfifo", pipe))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        await using Daemon daemon = await Daemon.StartAsync(options: ["--log", pipe]);

        AssertServes(daemon);
        daemon.Signal("HUP");
        AssertServes(daemon);

        Assert.Equal(0, await daemon.EndAsync("TERM"));
    }

    [Fact]
    public async Task A_pipe_as_log_does_not_silence_the_terminal()
    {
        string pipe = Path.Combine(_folder, "pipe");
        using (Process mkfifo = Process.Start("mkfifo", pipe))
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        string home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        await using Daemon daemon = await Daemon.StartAsync(options: ["--log", pipe], shell: $"export HOME={home}");

        await Eventually.Holds("it says where things are", () => Has(daemon.Output, $"  log         {home}/pipe", $"  state       {daemon.StateFolder}"));
        await Eventually.Holds(
            "it says why", () => daemon.Errors.Contains($"cannot write the log {pipe} (is a pipe): it is {home}/pipe instead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Standard_output_can_be_the_log_be_it_a_pipe()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--log", "/dev/stdout"]);

        AssertServes(daemon);

        await Eventually.Holds("it has the lines", () => Has(daemon.Output, "allocated port", "info   "));
        Assert.Empty(daemon.Errors);
    }

    [Fact]
    public async Task One_client_fills_it_with_a_bounded_number_of_lines()
    {
        const int Refusals = 5000;
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        for (int i = 0; i < Refusals; i++)
            Assert.StartsWith("FAIL ", client.Ask("FREE 1"), StringComparison.Ordinal);
        using LineClient other = LineClient.Connect(daemon.Port);
        int port = other.Gimme("s");

        await Eventually.Holds("what matters is in it", () => Has(File.ReadAllText(daemon.Log), $"allocated port {port}"));
        // The minute may have ended meanwhile.
        Assert.InRange(File.ReadLines(daemon.Log).Count(l => l.Contains("was refused", StringComparison.Ordinal)), 1000, 3000);
    }

    [Fact]
    public async Task Programs_that_close_at_once_fill_it_with_a_bounded_number_of_lines_from_whatever_loopback_addresses()
    {
        const int Connections = 6000;
        await using Daemon daemon = await Daemon.StartAsync();
        for (int i = 0; i < Connections; i++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(new IPAddress([127, 77, (byte)(i / 256), (byte)(i % 256)]), 0));
            await socket.ConnectAsync(IPAddress.Loopback, daemon.Port, TestContext.Current.CancellationToken);
            socket.Send("FREE 1\n"u8);
        }

        Assert.Equal(0, await daemon.EndAsync("TERM"));

        // Those whose user the daemon still found have a budget too, and the minute may have ended meanwhile.
        Assert.InRange(File.ReadLines(daemon.Log).Count(l => l.Contains("was refused", StringComparison.Ordinal)), 1000, 4000);
    }

    [Fact]
    public async Task One_that_cannot_be_opened_goes_to_the_home_folder_and_is_warned_of()
    {
        const string Wanted = "/dev/null/folder/portmanager.log";
        await using Daemon daemon = await Daemon.StartAsync(options: ["--log", Wanted], shell: $"export HOME={_folder}");

        AssertServes(daemon);

        string instead = Path.Combine(_folder, "portmanager.log");
        await Eventually.Holds("the warning names both", () => Has(daemon.Errors, Wanted, instead));
        await Eventually.Holds("the log is there", () => Has(File.ReadAllText(instead), "allocated port", "HELLO"));
    }

    [Fact]
    public async Task SIGHUP_opens_it_anew_after_it_was_renamed()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("before");
        await Eventually.Holds("the log has it", () => Has(File.ReadAllText(daemon.Log), "before"));
        string rotated = daemon.Log + ".1";
        File.Move(daemon.Log, rotated);
        client.Gimme("between");
        await Eventually.Holds("the old file has it", () => Has(File.ReadAllText(rotated), "between"));

        daemon.Signal("HUP");

        await Eventually.Holds("there is a new log", () => File.Exists(daemon.Log));
        int port = client.Gimme("after");
        await Eventually.Holds("the new log has it", () => Has(File.ReadAllText(daemon.Log), $"allocated port {port} to after of u"));
        Assert.DoesNotContain("after of u", File.ReadAllText(rotated), StringComparison.Ordinal);
        Assert.Contains("the log was reopened", File.ReadAllText(daemon.Log), StringComparison.Ordinal);
        Assert.Equal(3, client.List().Length);
    }

    [Fact]
    public async Task That_it_was_reopened_is_not_said_when_it_could_not_be()
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: $"export HOME={_folder}");
        await Eventually.Holds("the log is there", () => File.Exists(daemon.Log));
        File.Delete(daemon.Log);
        Directory.CreateDirectory(daemon.Log);

        daemon.Signal("HUP");

        string instead = Path.Combine(_folder, "log");
        await Eventually.Holds("the warning says why", () => Has(daemon.Errors, $"cannot write the log {daemon.Log} (is a folder): it is {instead}"));
        Assert.Equal(0, await daemon.EndAsync("TERM"));
        Assert.DoesNotContain("reopened", File.ReadAllText(instead), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_line_is_a_level_a_time_the_host_and_a_message()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        AssertServes(daemon);
        await daemon.EndAsync("TERM");

        Assert.All(File.ReadLines(daemon.Log), line => Assert.Matches(
            $"^(info|warning|error)   [A-Z][a-z]+ [0-9]{{2}}, [0-9]{{4}} [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} {Environment.MachineName} .+$", line));
    }

    private static void AssertServes(Daemon daemon)
    {
        for (int round = 0; round < 50; round++)
        {
            using LineClient client = LineClient.Connect(daemon.Port);
            int port = client.Gimme("s");
            Assert.Contains(client.List(), row => row.StartsWith($"{port} s", StringComparison.Ordinal));
            Assert.Equal("FAIL {Invalid request HELLO: an unknown request}", client.Ask("HELLO"));
        }
    }

    private static bool Has(string text, params string[] parts) => parts.All(part => text.Contains(part, StringComparison.Ordinal));
}
