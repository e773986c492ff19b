using System.Globalization;
using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Restarts;

/// <summary>State folders that cannot be used, and journals that cannot be read or written: the service goes on.</summary>
public sealed class JournalTroubleTests
{
    private static readonly string s_longName = new('x', 250);

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_warned_of_and_the_service_has_no_journal()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--state", "/dev/null/state"]);
        using LineClient client = LineClient.Connect(daemon.Port);

        client.Gimme("s");
        Assert.Equal("none", client.Status("journal"));
        Assert.Equal("nothing", client.Status("survives-restart"));
        await WarnsAsync(daemon, "/dev/null/state");
    }

    [Fact]
    public async Task A_folder_that_is_read_only_is_warned_of_and_the_service_has_no_journal()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("ro");
        await using Daemon daemon = await Daemon.StartAsync(options: ["--state", disk.Folder], shell: disk.Enter);
        using LineClient client = LineClient.Connect(daemon.Port);

        client.Gimme("s");
        Assert.Equal("none", client.Status("journal"));
        await WarnsAsync(daemon, disk.Folder);
    }

    [Fact]
    public async Task A_full_disk_is_warned_of_the_service_goes_on_and_the_journal_too_when_there_is_room()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("size=128k");
        await using Daemon daemon = await Daemon.StartAsync(options: ["--state", disk.Folder], shell: disk.Enter);
        using Service service = Service.Start(daemon.Port, "before");
        LineClient client = service.Client;
        Assert.Equal("written", client.Status("journal"));

        disk.Fill();
        await Eventually.Holds("the journal has no room", () =>
        {
            client.Ask($"FREE {client.Gimme(s_longName)}");
            return client.Status("journal") != "written";
        });
        using Service meanwhile = Service.Start(daemon.Port, "meanwhile");
        await WarnsAsync(daemon, "no space left");
        string[] rows = client.List();
        Assert.Equal(2, rows.Length);

        disk.Empty();
        await Eventually.Holds("the journal is true again", () => client.Status("journal") == "written");
        await daemon.KillAsync();
        await using Daemon after = await Daemon.StartAsync(
            options: ["--state", disk.Folder, "--ports", $"{daemon.Ports.Low}-{daemon.Ports.High}"], shell: disk.Enter);
        using LineClient next = LineClient.Connect(after.Port);
        Assert.Equal(rows, next.List());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_port_that_changed_hands_on_a_full_disk_is_not_listed_as_its_former_holders(bool isFullAtTheStart)
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("size=128k");
        await using Daemon daemon = await Daemon.StartAsync(ports: 2, options: ["--state", disk.Folder], shell: disk.Enter);
        using Service alpha = Service.Start(daemon.Port, "Alpha");
        disk.Fill();
        await Eventually.Holds("the journal has no room", () =>
        {
            alpha.Client.Ask($"FREE {alpha.Client.Gimme(s_longName)}");
            return alpha.Client.Status("journal") != "written";
        });
        int port = alpha.Port;
        alpha.Dispose();
        using LineClient beta = LineClient.Connect(daemon.Port);
        Assert.Equal($"OK {port}", beta.Ask($"CLAIM {port} Beta u"));
        using System.Net.Sockets.Socket listener = Stranger.On("0.0.0.0", port, listens: true, reuse: true);

        await daemon.KillAsync();
        if (!isFullAtTheStart)
            disk.Empty();
        await using Daemon after = await Daemon.StartAsync(
            options: ["--state", disk.Folder, "--ports", $"{daemon.Ports.Low}-{daemon.Ports.High}"], shell: disk.Enter);
        using LineClient client = LineClient.Connect(after.Port);

        Assert.Empty(client.List());
        Assert.NotEqual(port, client.Gimme("other"));
        await Eventually.Holds("the log says why", () =>
            File.ReadAllText(after.Log).Contains("the journal is behind", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("journal")]
    public async Task What_somebody_deletes_while_it_runs_is_written_anew_within_seconds(string what)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using Service service = Service.Start(daemon.Port, "s");
        string journal = Path.Combine(daemon.StateFolder, "journal");
        if (what == "folder")
            Directory.Delete(daemon.StateFolder, recursive: true);
        else
            File.Delete(journal);

        await WarnsAsync(daemon, $"somebody has changed or removed the journal {journal}");
        await Eventually.Holds("it is there", () => File.Exists(journal));
        Assert.Equal("written", service.Client.Status("journal"));
        string[] rows = service.Client.List();
        ProgramResult second = await PortManagerProgram.RunAsync(
            ["serve", "--listen", "127.0.0.1:0", "--state", daemon.StateFolder, "--log", "/dev/null", "--usagefile", "/dev/null",
                "--portfile", "/dev/null", "--pidfile", "/dev/null"]);
        Assert.Equal(1, second.ExitCode);

        await daemon.KillAsync();
        await using Daemon after = await daemon.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);
        Assert.Equal(rows, client.List());
    }

    [Fact]
    public async Task It_is_not_ready_while_the_journal_that_somebody_deleted_cannot_be_written_anew()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{daemon.Port}/") };
        Assert.True((await http.GetAsync("readyz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Directory.Delete(daemon.StateFolder, recursive: true);
        await File.WriteAllTextAsync(daemon.StateFolder, "", TestContext.Current.CancellationToken);

        await Eventually.Holds("it says so", async () =>
            (int)(await http.GetAsync("readyz", TestContext.Current.CancellationToken)).StatusCode == 503);

        File.Delete(daemon.StateFolder);
        await Eventually.Holds("it is ready again", async () =>
            (await http.GetAsync("readyz", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("chown 65534 \"$1\"", "chown 0 \"$1\"", "it belongs to user 65534")]
    [InlineData("rm \"$1/lock\"; mkdir \"$1/lock\"", "rmdir \"$1/lock\"", "is a folder")]
    public async Task It_is_not_ready_while_the_next_start_would_not_use_the_folder(string spoil, string mend, string problem)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files to others");
        await using Daemon daemon = await Daemon.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{daemon.Port}/") };
        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.Equal("written", client.Status("journal"));

        await ShellAsync(spoil, daemon.StateFolder);
        await Eventually.Holds("it says so", () => client.Status("journal") == "failing");
        Assert.Equal(503, (int)(await http.GetAsync("readyz", TestContext.Current.CancellationToken)).StatusCode);
        await WarnsAsync(daemon, $"the state folder {daemon.StateFolder} is not this daemon's any more ({problem}");

        await ShellAsync(mend, daemon.StateFolder);
        await Eventually.Holds("it is ready again", () => client.Status("journal") == "written");
    }

    [Fact]
    public async Task A_mark_of_being_behind_that_somebody_sets_while_it_runs_has_nothing_forgotten()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using Service service = Service.Start(daemon.Port, "s");
        string[] rows = service.Client.List();
        string mark = Path.Combine(daemon.StateFolder, "journal.behind");
        await File.WriteAllTextAsync(mark, "", TestContext.Current.CancellationToken);

        await Eventually.Holds("it is removed", () => !File.Exists(mark));
        await WarnsAsync(daemon, "as being behind, which it is not: the mark is removed");
        await daemon.KillAsync();
        await using Daemon after = await daemon.SuccessorAsync();
        using LineClient client = LineClient.Connect(after.Port);
        Assert.Equal(rows, client.List());
    }

    [Theory]
    [InlineData("mkfifo \"$1\"", "is a pipe")]
    [InlineData("ln -s /dev/zero \"$1\"", "is a link")]
    public async Task What_would_never_end_in_its_place_is_called_that_at_once(string make, string words)
    {
        await using Daemon before = await Daemon.StartAsync();
        await before.KillAsync();
        string journal = Path.Combine(before.StateFolder, "journal");
        File.Delete(journal);
        await ShellAsync(make, journal);

        await using Daemon after = await before.SuccessorAsync();

        await WarnsAsync(after, $"{journal} is not a journal that this daemon can read ({words})");
        using LineClient client = LineClient.Connect(after.Port);
        Assert.Equal("written", client.Status("journal"));
    }

    [Fact]
    public async Task A_disk_that_is_full_at_the_start_is_warned_of_and_the_service_goes_on()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("size=128k");
        disk.Fill();
        await using Daemon daemon = await Daemon.StartAsync(options: ["--state", disk.Folder], shell: disk.Enter);
        using LineClient client = LineClient.Connect(daemon.Port);

        client.Gimme("s");
        Assert.NotEqual("written", client.Status("journal"));
        await WarnsAsync(daemon, disk.Folder);
    }

    [Theory]
    [InlineData("this is no journal\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("00000000 journal 1\n")]
    public async Task A_foreign_file_is_kept_aside_and_the_daemon_starts_without_it(string text)
    {
        await using Daemon before = await Daemon.StartAsync();
        await before.KillAsync();
        string journal = Path.Combine(before.StateFolder, "journal");
        await File.WriteAllTextAsync(journal, text, TestContext.Current.CancellationToken);

        await using Daemon after = await before.SuccessorAsync();
        using Service service = Service.Start(after.Port, "s");
        await WarnsAsync(after, journal);
        string aside = Assert.Single(Directory.GetFiles(before.StateFolder, "journal.2*"));
        Assert.Equal(text, await File.ReadAllTextAsync(aside, TestContext.Current.CancellationToken));

        string[] rows = service.Client.List();
        await after.KillAsync();
        await using Daemon next = await before.SuccessorAsync();
        using LineClient client = LineClient.Connect(next.Port);
        Assert.Equal(rows, client.List());
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_is_kept_aside_as_well()
    {
        await using Daemon before = await Daemon.StartAsync();
        await before.KillAsync();
        string journal = Path.Combine(before.StateFolder, "journal");
        File.Delete(journal);
        // To read there is an error of the device.
        File.CreateSymbolicLink(journal, "/proc/self/mem");

        await using Daemon after = await before.SuccessorAsync();

        await WarnsAsync(after, journal);
        Assert.Equal("/proc/self/mem", new FileInfo(Directory.GetFiles(before.StateFolder, "journal.2*").Single()).LinkTarget);
        Assert.Null(new FileInfo(journal).LinkTarget);
    }

    [Fact]
    public async Task A_journal_whose_last_line_is_cut_short_anywhere_holds_all_that_came_before()
    {
        await using Daemon before = await Daemon.StartAsync();
        using Service first = Service.Start(before.Port, "first");
        string row = first.Client.List().Single();
        string journal = Path.Combine(before.StateFolder, "journal");
        long whole = new FileInfo(journal).Length;
        using Service second = Service.Start(before.Port, "second");
        await before.KillAsync();
        byte[] bytes = await File.ReadAllBytesAsync(journal, TestContext.Current.CancellationToken);
        Assert.InRange(bytes.Length, whole + 20, whole + 200);

        foreach (long length in new[] { whole, whole + 1, whole + 10, bytes.Length - 2 })
        {
            await File.WriteAllBytesAsync(journal, bytes[..(int)length], TestContext.Current.CancellationToken);
            await using Daemon after = await before.SuccessorAsync();
            using LineClient client = LineClient.Connect(after.Port);
            Assert.Equal([row], client.List());
            // The port of the second is listened on, whoever remembers it.
            Assert.DoesNotContain(second.Port, Enumerable.Range(0, 48).Select(_ => client.Gimme("other")));
            await after.KillAsync();
        }
    }

    [Fact]
    public async Task A_pid_file_and_a_lock_that_a_daemon_left_behind_stop_nobody()
    {
        await using Daemon before = await Daemon.StartAsync();
        await before.KillAsync();
        string pid = Path.Combine(before.StateFolder, "pid");
        Assert.True(File.Exists(Path.Combine(before.StateFolder, "lock")));
        // A process that lives, and is no daemon.
        await File.WriteAllTextAsync(pid, $"{Environment.ProcessId}\n", TestContext.Current.CancellationToken);

        await using Daemon after = await before.SuccessorAsync("--pidfile", before.PidFile);

        Assert.Equal(after.Id.ToString(CultureInfo.InvariantCulture), (await File.ReadAllTextAsync(pid, TestContext.Current.CancellationToken)).Trim());
    }

    private static async Task ShellAsync(string script, string argument)
    {
        await using RunningProgram shell = RunningProgram.Start("sh", ["-c", script, "sh", argument]);
        Assert.Equal(0, await shell.EndedAsync());
    }

    private static Task WarnsAsync(Daemon daemon, string what) =>
        Eventually.Holds($"it warns of {what}", () => daemon.Errors.Contains(what, StringComparison.Ordinal));
}
