using PortManager.Server.Files;
using PortManager.Server.Journal;
using PortManager.Server.Native;
using PortManager.Tests.Server.Files;
using PortManager.Tests.Server.Logging;

namespace PortManager.Tests.Server.Journal;

/// <summary>A journal that somebody has changed, or that cannot be read or written.</summary>
public sealed class JournalFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly JournalFile _journal;

    public JournalFaultTests() => _journal = Open();

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_somebody_did_to_the_file_is_put_right_and_said_and_nothing_is_done_otherwise()
    {
        _journal.Add(Records.Of(30001));
        _journal.Commit();
        long writes = _journal.Writes;
        DateTime written = File.GetLastWriteTimeUtc(_folder["journal"]);

        _journal.Restore();
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder["journal"]));
        Assert.Empty(_warnings);

        File.WriteAllText(_folder["journal"], "somebody's\n");
        _journal.Restore();

        Assert.Equal([30001], InFile());
        Assert.Contains(_folder["journal"], Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.False(_journal.IsFailing);
        Assert.Equal(writes, _journal.Writes);
    }

    [Fact]
    public void A_journal_that_is_closed_is_not_put_right()
    {
        _journal.Add(Records.Of(30001));
        _journal.Commit();
        _journal.Dispose();
        File.WriteAllText(_folder["journal"], "somebody's\n");

        _journal.Restore();
        _journal.Retry();

        Assert.Equal("somebody's\n", File.ReadAllText(_folder["journal"]));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void One_that_fails_is_left_to_be_tried_again()
    {
        using JournalFile journal = Broken(out string path);
        _warnings.Clear();

        journal.Restore();
        journal.Add(Records.Of(30001));
        journal.Commit();

        Assert.True(journal.IsFailing);
        Assert.False(File.Exists(path));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_file_that_can_be_neither_read_nor_put_aside_is_said()
    {
        _journal.Dispose();
        File.WriteAllText(_folder["journal"], "not a journal\n");
        var time = new FixedTime();
        Directory.CreateDirectory(Path.Combine(_folder["journal.20261103-070809"], "in the way"));

        using JournalFile next = JournalFile.Open(_folder.Path, _warnings.Add, time, null);

        Assert.StartsWith(
            $"{_folder["journal"]} is not a journal that this daemon can read (it does not begin as one), nor put aside (", _warnings[0], StringComparison.Ordinal);
        Assert.EndsWith("): a restart would forget what is allocated from here on", _warnings[0], StringComparison.Ordinal);
        Assert.Equal("not a journal\n", File.ReadAllText(_folder["journal"]));
        Assert.Equal((false, true), (next.MayKeepConnections, next.IsFailing));
        Assert.True(File.Exists(_folder["journal.behind"]));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_said_and_stays_as_it_is()
    {
        // The memory of a process is a file in which nothing is at the beginning: to read there is an error.
        string place = $"/proc/{Environment.ProcessId}";
        using OpenFolder folder = OpenFolder.Of(FileCalls.Open(-1, place, OpenFlags.Folder), place);

        PastJournal past = PastJournal.Read(folder, "mem", _warnings.Add, TimeProvider.System);

        Assert.Equal(PastState.Unreadable, past.State);
        Assert.Empty(past.Contents.Held.InOrder);
        string warning = Assert.Single(_warnings);
        Assert.StartsWith($"cannot read the journal {place}/mem (", warning, StringComparison.Ordinal);
        Assert.EndsWith(
            "): it stays as it is, and is not written; connections of the daemon before stay open, but their ports are not listed until a restart can read it",
            warning,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_journal_is_set_aside_and_an_empty_one_begun()
    {
        _journal.Dispose();
        File.WriteAllText(_folder["journal"], "not a journal\n");

        using JournalFile next = Open();

        Assert.False(next.KnowsThePast);
        Assert.False(next.IsFailing);
        Assert.Empty(next.Held);
        Assert.Contains("it does not begin as one", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal("not a journal\n", File.ReadAllText(Directory.GetFiles(_folder.Path, "journal.2*").Single()));
        Assert.Empty(InFile());
    }

    [Fact]
    public void A_journal_that_cannot_be_written_is_warned_of_once_and_is_true_again_when_it_can()
    {
        using JournalFile journal = Broken(out string path);
        Assert.True(journal.IsFailing);
        journal.Add(Records.Of(30001));
        journal.Commit();
        journal.Retry();
        Assert.True(journal.IsFailing);
        Assert.Single(_warnings);

        Directory.Delete(path + ".new", recursive: true);
        journal.Add(Records.Of(30002));
        journal.Retry();

        Assert.False(journal.IsFailing);
        JournaledPorts held = JournalText.Read(File.ReadAllBytes(path), out string? problem).Held;
        Assert.Null(problem);
        Assert.Equal([30001, 30002], held.InOrder.Select(a => a.Port));
    }

    [Fact]
    public void A_draft_that_a_daemon_left_when_it_was_killed_is_in_nobodys_way()
    {
        File.WriteAllText(_folder["journal.new"], "half of a journal");

        using JournalFile next = Open();

        Assert.False(next.IsFailing);
        Assert.Empty(_warnings);
        Assert.False(File.Exists(_folder["journal.new"]));
    }

    [Fact]
    public void What_somebody_did_to_the_file_is_not_looked_for_in_a_turn_in_which_nothing_changes()
    {
        File.WriteAllText(_folder["journal"], "somebody's\n");

        _journal.Commit();

        Assert.Empty(_warnings);
        Assert.Equal("somebody's\n", File.ReadAllText(_folder["journal"]));
    }

    [Fact]
    public void A_journal_that_is_true_is_not_written_again()
    {
        File.WriteAllText(_folder["journal.new"], "is in the way of nothing");

        _journal.Retry();
        _journal.Restore();

        Assert.True(File.Exists(_folder["journal.new"]));
    }

    [Fact]
    public void One_whose_place_a_folder_has_taken_is_failing_and_no_further_change_tries_to_write_it()
    {
        File.Delete(_folder["journal"]);
        Directory.CreateDirectory(_folder["journal/in the way"]);

        _journal.Add(Records.Of(30001));
        _journal.Commit();
        Assert.True(_journal.IsFailing);
        Assert.Equal(2, _warnings.Count);
        Assert.StartsWith($"cannot write the journal {_folder["journal"]} (", _warnings[1], StringComparison.Ordinal);

        _journal.Add(Records.Of(30002));
        _journal.Commit();
        Assert.Equal(2, _warnings.Count);

        Directory.Delete(_folder["journal"], recursive: true);
        _journal.Retry();
        Assert.False(_journal.IsFailing);
        Assert.Equal([30001, 30002], InFile());
    }

    [Fact]
    public void That_the_next_start_cannot_be_told_is_said()
    {
        Directory.CreateDirectory(_folder["journal.behind/in the way"]);
        // One of the daemon's own would be a mark.
        SpecialFiles.GiveAway(_folder["journal.behind"], user: 64999);
        Directory.CreateDirectory(_folder["journal.new/in the way"]);
        File.Delete(_folder["journal"]);

        _journal.Restore();

        Assert.Equal(3, _warnings.Count);
        Assert.StartsWith($"cannot mark the journal {_folder["journal"]} as being behind (", _warnings[2], StringComparison.Ordinal);
        Assert.EndsWith("): the next start would believe it", _warnings[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_all_the_files_that_it_has_written_only_the_latest_is_open_and_none_when_it_is_closed()
    {
        File.Delete(_folder["journal"]);
        _journal.Restore();
        Assert.Equal([_folder["journal"]], OpenInFolder());

        File.Delete(_folder["journal"]);
        Directory.CreateDirectory(_folder["journal/in the way"]);
        _journal.Restore();
        Assert.True(_journal.IsFailing);
        Assert.Equal([_folder["journal"] + " (deleted)"], OpenInFolder());

        _journal.Dispose();
        Assert.Empty(OpenInFolder());
    }

    private JournalFile Open() => JournalFile.Open(_folder.Path, _warnings.Add, TimeProvider.System, null);

    /// <summary>A journal whose draft cannot be written, because a folder is in its place.</summary>
    private JournalFile Broken(out string path)
    {
        path = Path.Combine(_folder["state"], "journal");
        Directory.CreateDirectory(Path.Combine(path + ".new", "in the way"));
        return JournalFile.Open(_folder["state"], _warnings.Add, TimeProvider.System);
    }

    /// <summary>What this process has open in the folder.</summary>
    private string[] OpenInFolder() =>
        [.. Directory.GetFiles("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget).OfType<string>().Where(t => t.StartsWith(_folder["journal"], StringComparison.Ordinal))];

    private int[] InFile()
    {
        JournaledPorts held = JournalText.Read(File.ReadAllBytes(_folder["journal"]), out string? problem).Held;
        Assert.Null(problem);
        return [.. held.InOrder.Select(r => r.Port)];
    }
}
