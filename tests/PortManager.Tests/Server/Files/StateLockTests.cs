using System.Diagnostics;
using PortManager.Server.Files;
using PortManager.Server.Journal;

namespace PortManager.Tests.Server.Files;

/// <summary>The state folder is the daemon's own: what others do to it, and to its lock, stops no start.</summary>
public sealed class StateLockTests : IDisposable
{
    private const string Stranger = "64999";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    [Fact]
    public void Nobody_else_can_look_into_the_folder_or_open_what_is_in_it()
    {
        using StateFolder? state = Open();

        Assert.Equal("700", SpecialFiles.Mode(_folder["state"]));
        Assert.All(Directory.GetFiles(_folder["state"]), file => Assert.Equal("600", SpecialFiles.Mode(file)));
    }

    [Fact]
    public void A_folder_of_an_older_daemon_is_closed_to_others()
    {
        MakeOpenFolder();

        using StateFolder? state = Open();

        Assert.Equal("700", SpecialFiles.Mode(_folder["state"]));
        Assert.Equal("600", SpecialFiles.Mode(_folder["state/lock"]));
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("-x")]
    public async Task A_lock_that_another_user_has_is_neither_waited_for_nor_believed(string kind)
    {
        MakeOpenFolder();
        using Process locking = await LockAsync(Stranger, kind, "state/lock");

        using StateFolder? state = Open();

        Assert.NotNull(state);
        Assert.Throws<StateFolderInUseException>(Open);
        End(locking);
    }

    [Fact]
    public async Task A_lock_that_another_user_leaves_to_a_child_is_not_believed_either()
    {
        MakeOpenFolder();
        using Process locking = await LockAsync(Stranger, "-s", "state/lock", orphan: true);

        using StateFolder? state = Open();

        Assert.NotNull(state);
        End(locking);
    }

    // The process that has it may belong to root by now: it may have become a setuid program.
    [Fact]
    public async Task A_lock_on_a_file_that_others_could_open_is_not_believed_whoever_has_it()
    {
        MakeOpenFolder();
        using Process locking = await LockAsync(null, "-x", "state/lock");

        using StateFolder? state = Open();

        Assert.NotNull(state);
        End(locking);
    }

    [Fact]
    public async Task A_lock_that_root_or_the_daemons_user_has_is_believed()
    {
        MakeOpenFolder();
        SpecialFiles.ChangeMode(_folder["state/lock"], "600");
        using Process locking = await LockAsync(null, "-x", "state/lock");

        Assert.Throws<StateFolderInUseException>(Open);
        End(locking);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("link")]
    public void What_is_no_lock_in_its_place_is_replaced(string what)
    {
        Directory.CreateDirectory(_folder["state"]);
        File.WriteAllText(_folder["precious"], "old");
        if (what == "pipe")
            SpecialFiles.MakePipe(_folder["state/lock"]);
        else
            File.CreateSymbolicLink(_folder["state/lock"], _folder["precious"]);

        using StateFolder? state = Open();

        Assert.NotNull(state);
        Assert.Null(new FileInfo(_folder["state/lock"]).LinkTarget);
        Assert.Equal("old", File.ReadAllText(_folder["precious"]));
    }

    [Fact]
    public void A_folder_that_somebody_else_owns_is_refused_which_is_said()
    {
        Directory.CreateDirectory(_folder["state"]);
        SpecialFiles.GiveAway(_folder["state"], uint.Parse(Stranger));

        Assert.Null(Open());

        Assert.Contains($"it belongs to user {Stranger}", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_others_in_a_folder_where_they_cannot_replace_ours_are_of_no_consequence()
    {
        Directory.CreateDirectory(_folder["state"]);
        SpecialFiles.ChangeMode(_folder["state"], "o+wt");
        foreach (string name in (string[])["lock", "pid", "journal.behind", "journal.new"])
        {
            File.WriteAllText(_folder[$"state/{name}"], "1");
            SpecialFiles.GiveAway(_folder[$"state/{name}"], uint.Parse(Stranger));
        }

        using StateFolder? state = Open();
        using JournalFile journal = JournalFile.Open(_folder["state"], _warnings.Add, TimeProvider.System);

        Assert.Equal((false, false), (journal.IsBehind, journal.IsFailing));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_folder_where_everybody_may_write_is_refused_which_is_said()
    {
        Directory.CreateDirectory(_folder["state"]);
        SpecialFiles.ChangeMode(_folder["state"], "o+w");

        Assert.Null(Open());

        Assert.Contains("everybody may write to it", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_below_one_that_anybody_may_have_made_is_refused_which_is_said()
    {
        Directory.CreateDirectory(_folder["tmp/.local"]);
        SpecialFiles.ChangeMode(_folder["tmp"], "o+wt");
        SpecialFiles.GiveAway(_folder["tmp/.local"], uint.Parse(Stranger));

        Assert.Null(StateFolder.Open(_folder["tmp/.local/state"], 30000, _warnings.Add));

        Assert.Contains($"the folder {_folder["tmp/.local"]} belongs to user {Stranger}", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["tmp/.local"]));
    }

    [Fact]
    public void A_link_of_somebody_else_on_the_way_to_it_is_not_followed()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.CreateSymbolicLink(_folder["link"], _folder["elsewhere"]);
        SpecialFiles.GiveAway(_folder["link"], uint.Parse(Stranger));

        Assert.Null(StateFolder.Open(_folder["link/state"], 30000, _warnings.Add));

        Assert.Contains($"{_folder["link"]} is a link that somebody else can change", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["elsewhere"]));
    }

    [Fact]
    public void One_that_was_deleted_is_made_anew_and_no_second_daemon_gets_it()
    {
        using StateFolder? state = Open();
        Directory.Delete(_folder["state"], recursive: true);

        state!.Claim();

        Assert.Throws<StateFolderInUseException>(Open);
    }

    [Fact]
    public void One_that_was_deleted_and_taken_by_a_second_daemon_stays_with_that()
    {
        using StateFolder? state = Open();
        Directory.Delete(_folder["state"], recursive: true);
        using StateFolder? second = Open();

        Assert.Contains("another daemon has the state folder", Assert.Throws<UntrustedFileException>(state!.Claim).Message, StringComparison.Ordinal);

        second!.Claim();
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("replaced")]
    [InlineData("opened to others")]
    public void A_lock_that_somebody_has_changed_is_made_anew_so_that_no_second_daemon_gets_the_folder(string how)
    {
        using StateFolder? state = Open();
        if (how == "opened to others")
            SpecialFiles.ChangeMode(_folder["state/lock"], "644");
        else
            File.Delete(_folder["state/lock"]);
        if (how == "replaced")
            File.WriteAllText(_folder["state/lock"], "");

        state!.Restore();
        state.Restore();

        Assert.Contains("somebody has changed or removed the lock", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Throws<StateFolderInUseException>(Open);
    }

    [Fact]
    public void A_folder_that_somebody_opened_to_all_is_closed_again_so_that_the_next_start_has_it()
    {
        using (StateFolder? state = Open())
        {
            SpecialFiles.ChangeMode(_folder["state"], "777");

            state!.Restore();
            state.Restore();
        }

        Assert.Contains("everybody could write to the state folder", Assert.Single(_warnings), StringComparison.Ordinal);
        using StateFolder? next = Open();
        Assert.NotNull(next);
        Assert.Equal("700", SpecialFiles.Mode(_folder["state"]));
    }

    [Fact]
    public void A_folder_that_a_second_daemon_took_is_said_once_to_be_that_daemons()
    {
        using StateFolder? state = Open();
        Directory.Delete(_folder["state"], recursive: true);
        using StateFolder? second = Open();

        state!.Restore();
        state.Restore();

        Assert.Contains("another daemon has the state folder now", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private StateFolder? Open() => StateFolder.Open(_folder["state"], 30000, _warnings.Add);

    private void MakeOpenFolder()
    {
        SpecialFiles.ChangeMode(_folder.Path, "755");
        Directory.CreateDirectory(_folder["state"]);
        File.WriteAllText(_folder["state/lock"], "");
        SpecialFiles.ChangeMode(_folder["state"], "755");
        SpecialFiles.ChangeMode(_folder["state/lock"], "644");
    }

    /// <summary>Has a process of a user lock a file until it is ended.</summary>
    private async Task<Process> LockAsync(string? user, string kind, string file, bool orphan = false)
    {
        Assert.SkipUnless(user is null || Environment.IsPrivilegedProcess, "only root may become another user");
        // With a descriptor of the shell's, the process that took the lock has ended.
        string[] shell = orphan
            ? ["sh", "-c", $"exec 9< {_folder[file]}; flock {kind} 9; echo locked; exec cat"]
            : ["flock", kind, _folder[file], "sh", "-c", "echo locked; exec cat"];
        string[] command = user is null ? shell : ["setpriv", $"--reuid={user}", "--clear-groups", .. shell];
        Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("locked", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return process;
    }

    private static void End(Process process)
    {
        process.StandardInput.Close();
        process.WaitForExit();
    }
}
