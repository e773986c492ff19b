using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>How the daemon ends.</summary>
[Collection(HeavyCollection.Name)]
public sealed class ShutdownTests
{
    private const int Connections = 3_000;
    private const int Holders = 300;

    // It is to take a second; without care it takes thirty.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly string[] s_files = ["log", "usagefile", "portfile", "pidfile", "state"];

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_it_soon_and_cleanly_with_3000_connections_open(string signal)
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: Holders + 50);
        LineClient[] clients = [.. Enumerable.Range(0, Connections).Select(_ => LineClient.Connect(daemon.Port))];
        Assert.All(clients[..Holders], c => c.Gimme("s"));
        Assert.Equal(Holders, clients[^1].List().Length);

        int exitCode = await daemon.EndAsync(signal).WaitAsync(s_patience, TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.False(File.Exists(daemon.PortFile));
        Assert.False(File.Exists(daemon.PidFile));
        Assert.Contains($"stopped by SIG{signal}", File.ReadAllText(daemon.Log), StringComparison.Ordinal);
        foreach (LineClient client in clients)
            client.Dispose();
    }

    [Fact]
    public async Task Clients_that_neither_read_nor_leave_do_not_hold_it_up()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        LineClient[] clients = [.. Enumerable.Range(0, 50).Select(_ => LineClient.Connect(daemon.Port, receiveBuffer: 4096))];
        clients[0].Gimme(new string('s', 200));
        foreach (LineClient client in clients)
            client.Send(string.Concat(Enumerable.Repeat("LIST\n", 20_000)));

        Assert.Equal(0, await daemon.EndAsync("TERM").WaitAsync(s_patience, TestContext.Current.CancellationToken));

        foreach (LineClient client in clients)
            client.Dispose();
    }

    [Fact]
    public async Task Nobody_is_told_that_ports_are_free_which_are_kept_for_the_next_daemon()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient watcher = LineClient.Connect(daemon.Port);
        LineClient[] holders = [.. Enumerable.Range(0, 20).Select(_ => LineClient.Connect(daemon.Port))];
        Array.ForEach(holders, c => c.Gimme("s"));
        Assert.Equal(20, watcher.Listing("WATCH").Length);

        Assert.Equal(0, await daemon.EndAsync("TERM"));

        Assert.Equal("", watcher.ReadToEnd());
        Assert.DoesNotContain("freed", File.ReadAllText(daemon.Log), StringComparison.Ordinal);
        Assert.Equal(20, File.ReadLines(daemon.UsageFile).Count());
        Array.ForEach(holders, c => c.Dispose());
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_second_signal_while_it_ends_changes_nothing(string second)
    {
        // It waits for the last lines of its log, which is a pipe that is full.
        await using Daemon daemon = await Daemon.StartAsync(
            options: ["--log", "/proc/self/fd/7"], shell: "f=$(mktemp -u); mkfifo $f; exec 7<>$f; rm $f; head -c 65536 /dev/zero >&7");

        Task<int> ended = daemon.EndAsync("TERM");
        await Eventually.Holds("it ends", () => !File.Exists(daemon.PortFile));
        Signals.SendIfRunning(daemon.Id, second);

        Assert.Equal(0, await ended);
        Assert.False(File.Exists(daemon.PidFile));
    }

    [Fact]
    public async Task SIGQUIT_ends_it_at_once_and_not_in_part()
    {
        const int KilledByQuit = 128 + 3;
        await using Daemon daemon = await Daemon.StartAsync();

        Assert.Equal(KilledByQuit, await daemon.EndAsync("QUIT"));
    }

    [Fact]
    public async Task A_signal_during_the_start_ends_it_without_a_complaint()
    {
        const int KilledByTerm = 128 + 15;
        string folder = Directory.CreateTempSubdirectory("portmanager-test-").FullName;
        string[] files = [.. s_files.SelectMany(f => new[] { $"--{f}", Path.Combine(folder, f) })];
        for (int milliseconds = 0; milliseconds < 120; milliseconds += 3)
        {
            await using RunningProgram program = PortManagerProgram.Start(["serve", "--listen", "127.0.0.1:0", .. files]);
            await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
            program.Signal("TERM");
            ProgramResult result = await program.ResultAsync();

            Assert.True(result.ExitCode is 0 or KilledByTerm, $"{result.ExitCode}: {result.Errors}");
            Assert.Empty(result.Errors);
        }

        Directory.Delete(folder, recursive: true);
    }
}
