using System.Diagnostics;
using System.Globalization;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Hostile;

/// <summary>What another user of the host does to the daemon's files, or puts in their places: it stops no start, and nothing of others is written or read.</summary>
public sealed class OtherUsersFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portmanager-").FullName;

    public OtherUsersFilesTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root may become another user");
        ChangeMode(_folder, "755");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Another_user_can_lock_nothing_by_which_the_daemon_starts()
    {
        await using Daemon before = await Daemon.StartAsync();
        ChangeMode(before.Folder, "755");
        using Service service = Service.Start(before.Port, "s");
        string[] rows = service.Client.List();

        foreach (string file in (string[])["lock", "journal", "pid", "journal.current"])
            Assert.NotEqual(0, await AsNobodyAsync("flock", "-s", "-n", Path.Combine(before.StateFolder, file), "true"));

        await before.KillAsync();
        await using Daemon after = await before.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);
        Assert.Equal(rows, client.List());
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("journal")]
    public async Task What_another_user_has_locked_since_an_older_daemon_stops_no_start(string file)
    {
        string state = Directory.CreateDirectory(Path.Combine(_folder, "state")).FullName;
        string path = Path.Combine(state, file);
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        await using RunningProgram locking = RunningProgram.Start(
            "setpriv", ["--reuid=65534", "--clear-groups", "flock", "-s", path, "sh", "-c", "echo locked; exec cat"]);
        await locking.LineAsync();

        await using Daemon daemon = await Daemon.StartAsync(options: ["--state", state]);

        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.Equal("written", client.Status("journal"));
        Assert.Empty(daemon.Errors);
        locking.EndInput();
        await locking.EndedAsync();
    }

    [Fact]
    public async Task A_log_in_a_folder_of_theirs_does_not_lead_elsewhere_and_the_refusal_is_said_once()
    {
        string precious = Path.Combine(_folder, "precious");
        await File.WriteAllTextAsync(precious, "old\n", TestContext.Current.CancellationToken);
        string open = Directory.CreateDirectory(Path.Combine(_folder, "open")).FullName;
        ChangeMode(open, "1777");
        string log = Path.Combine(open, "portmanager.log");
        Assert.Equal(0, await AsNobodyAsync("ln", "-s", precious, log));

        await using Daemon daemon = await Daemon.StartAsync(options: ["--log", log], shell: $"export HOME={_folder}");
        await Eventually.Holds("the log is elsewhere", () => File.Exists(Path.Combine(_folder, "portmanager.log")));
        daemon.Signal("HUP");
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Gimme("s");
        Assert.Equal(0, await daemon.EndAsync("TERM"));

        Assert.Equal("old\n", await File.ReadAllTextAsync(precious, TestContext.Current.CancellationToken));
        Assert.Contains($"cannot write the log {log} (is a link): it is {_folder}/portmanager.log instead", daemon.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_they_made_first_gets_no_port_file()
    {
        string open = Directory.CreateDirectory(Path.Combine(_folder, "tmp")).FullName;
        ChangeMode(open, "1777");
        Assert.Equal(0, await AsNobodyAsync("mkdir", Path.Combine(open, "daqportmgr")));
        string usage = Path.Combine(open, "daqportmgr", "ports.txt");

        await using Daemon daemon = await Daemon.StartAsync(options: ["--usagefile", usage], shell: $"export HOME={_folder}");

        await Eventually.Holds("the warning says what to do", () => daemon.Errors.Contains(
            $"cannot write the usage file {usage} (the folder {open}/daqportmgr belongs to user 65534, and everybody may have made it: delete it, or give it to root)",
            StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(open, "daqportmgr")));
    }

    [Fact]
    public async Task A_user_without_a_home_has_its_state_where_nobody_else_can_look_which_is_said()
    {
        string own = Directory.CreateDirectory(Path.Combine(_folder, "own")).FullName;
        await OutputAsync("chown", "65534", own);
        (int Low, int High) pool = Daemon.TakePorts(10);
        string port = Path.Combine(own, "port");
        await using RunningProgram daemon = RunningProgram.Start(
            "env",
            [
                "-u", "HOME", "-u", "XDG_STATE_HOME", "setpriv", "--reuid=65534", "--clear-groups", PortManagerProgram.Exe,
                "serve", "--listen", "127.0.0.1:0", "--ports", $"{pool.Low}-{pool.High}", "--log", Path.Combine(own, "log"),
                "--usagefile", Path.Combine(own, "ports"), "--portfile", port, "--pidfile", Path.Combine(own, "pid"),
            ]);
        await Eventually.Holds("it serves", () => File.Exists(port) || daemon.HasEnded);

        string state = $"/var/tmp/portmanager-65534/{(await File.ReadAllTextAsync(port, TestContext.Current.CancellationToken)).Trim()}";
        try
        {
            await Eventually.Holds("it says where", () => daemon.Errors.Contains(
                $"the user of this daemon has no home folder: its state folder is {state}; give another with --state", StringComparison.Ordinal));
            using LineClient client = LineClient.Connect(int.Parse(Path.GetFileName(state), CultureInfo.InvariantCulture));
            Assert.Equal("written", client.Status("journal"));
            Assert.Equal("700", await OutputAsync("stat", "-c", "%a", state));
        }
        finally
        {
            await daemon.KillAsync();
            Directory.Delete(state, recursive: true);
        }
    }

    private static void ChangeMode(string path, string mode)
    {
        using Process process = Process.Start("chmod", [mode, path]);
        process.WaitForExit();
    }

    private static async Task<string> OutputAsync(string command, params string[] args)
    {
        await using RunningProgram program = RunningProgram.Start(command, args);
        return (await program.ResultAsync()).Output.TrimEnd('\n');
    }

    private static async Task<int> AsNobodyAsync(params string[] command)
    {
        await using RunningProgram program = RunningProgram.Start("setpriv", ["--reuid=65534", "--clear-groups", .. command]);
        return await program.EndedAsync();
    }
}
