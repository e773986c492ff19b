using PortManager.Client;
using PortManager.Server.Files;
using PortManager.Server.Journal;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Journal;

/// <summary>What others do to the journal's file and folder, while the daemon runs and before it starts.</summary>
public sealed class JournalPlaceTests : IDisposable
{
    private const long Longest = 1024 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly List<JournalFile> _journals = [];

    private string State => _folder["state"];

    private string Path => _folder["state/journal"];

    public static TheoryData<string> Losses => ["deleted", "replaced", "cut", "grown", "overwritten", "opened", "linked", "folder deleted", "folder moved"];

    [Theory]
    [MemberData(nameof(Losses))]
    public void One_that_somebody_has_changed_is_written_anew_which_is_said_once(string loss)
    {
        JournalFile journal = Open();
        journal.Add(Records.Of(30001));
        journal.Commit();
        Lose(loss);

        journal.Restore();
        journal.Restore();
        journal.Add(Records.Of(30002));
        journal.Commit();

        Assert.Equal($"somebody has changed or removed the journal {Path}: it is written anew", Assert.Single(_warnings));
        Assert.False(journal.IsFailing);
        Assert.Equal([30001, 30002], Open().Held.Select(r => r.Port));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("grown")]
    [InlineData("overwritten")]
    public void One_that_somebody_has_changed_is_written_anew_by_the_next_change_too(string loss)
    {
        JournalFile journal = Open();
        journal.Add(Records.Of(30001));
        journal.Commit();
        Lose(loss);

        journal.Add(Records.Of(30002));
        journal.Commit();
        journal.Restore();

        Assert.Equal($"somebody has changed or removed the journal {Path}: it is written anew", Assert.Single(_warnings));
        Assert.Equal([30001, 30002], Open().Held.Select(r => r.Port));
    }

    [Fact]
    public void It_fails_while_the_folder_is_not_the_daemons()
    {
        JournalFile journal = Open();

        journal.IsInOwnFolder = false;
        Assert.True(journal.IsFailing);

        journal.IsInOwnFolder = true;
        Assert.False(journal.IsFailing);
    }

    [Fact]
    public void One_that_nobody_has_changed_stays_as_it_is()
    {
        JournalFile journal = Open();
        for (int port = 30001; port <= 30100; port++)
        {
            journal.Add(Records.Of(port));
            journal.Commit();
            journal.Restore();
        }

        Assert.Empty(_warnings);
    }

    [Fact]
    public void One_that_cannot_be_written_anew_is_failing_until_it_can()
    {
        JournalFile journal = Open();
        Directory.Delete(State, recursive: true);
        File.WriteAllText(State, "");

        journal.Restore();
        Assert.True(journal.IsFailing);

        File.Delete(State);
        journal.Retry();
        Assert.False(journal.IsFailing);
    }

    [Fact]
    public void One_whose_folder_another_daemon_has_taken_is_failing_and_that_daemons_is_left_alone()
    {
        using StateFolder state = StateFolder.Open(State, 30000, _warnings.Add)!;
        JournalFile journal = Keep(JournalFile.Open(State, _warnings.Add, TimeProvider.System, claim: state.Claim));
        journal.Add(Records.Of(30001));
        journal.Commit();
        Directory.Delete(State, recursive: true);
        using StateFolder? second = StateFolder.Open(State, 30000, _warnings.Add);
        JournalFile other = Open();
        other.Add(Records.Of(30002));
        other.Commit();

        journal.Restore();
        journal.Retry();

        Assert.True(journal.IsFailing);
        Assert.Contains("another daemon has the state folder now", _warnings[^1], StringComparison.Ordinal);
        JournalFile read = Open();
        Assert.Equal((true, false), (read.KnowsThePast, read.IsBehind));
        Assert.Equal([30002], read.Held.Select(r => r.Port));
    }

    [Fact]
    public void A_lock_that_somebody_has_on_it_is_not_obeyed()
    {
        JournalFile before = Open();
        before.Add(Records.Of(30001));
        before.Commit();
        using var locked = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        JournalFile journal = Open();

        Assert.True(journal.KnowsThePast);
        Assert.Equal([30001], journal.Held.Select(r => r.Port));
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no journal\n")]
    public void One_as_long_as_may_be_in_which_there_is_next_to_nothing_takes_no_memory(string text)
    {
        Open();
        if (text.Length > 0)
            File.WriteAllText(Path, text);
        using (FileStream file = File.OpenWrite(Path))
            file.SetLength(Longest);
        long before = GC.GetAllocatedBytesForCurrentThread();

        JournalFile journal = Open();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 * 1024);
        Assert.Equal(text.Length == 0, journal.KnowsThePast);
    }

    [Fact]
    public void One_that_is_longer_is_no_journal_whatever_it_begins_with()
    {
        Open();
        using (FileStream file = File.OpenWrite(Path))
            file.SetLength(Longest + 1);

        JournalFile journal = Open();

        Assert.Contains("(is longer than 1073741824 bytes)", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.False(journal.KnowsThePast);
    }

    [Theory]
    [InlineData("pipe", "is a pipe")]
    [InlineData("/dev/zero", "is a link")]
    [InlineData("device", "is a device")]
    [InlineData("folder", "is a folder")]
    [InlineData("foreign", "belongs to user 64999")]
    public void What_is_no_file_of_ours_in_its_place_is_called_that_at_once_and_moved_aside(string what, string words)
    {
        Directory.CreateDirectory(State);
        switch (what)
        {
            case "pipe":
                SpecialFiles.MakePipe(Path);
                break;
            case "device":
                SpecialFiles.MakeNull(Path);
                break;
            case "folder":
                Directory.CreateDirectory(Path);
                break;
            case "foreign":
                File.WriteAllText(Path, "");
                SpecialFiles.GiveAway(Path, 64_999);
                break;
            default:
                File.CreateSymbolicLink(Path, what);
                break;
        }

        JournalFile journal = Open();

        Assert.Contains(words, Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.False(journal.MayKeepConnections);
        Assert.False(journal.IsFailing);
        Assert.Single(Directory.GetFileSystemEntries(State, "journal.2*"));
    }

    [Fact]
    public void One_that_could_not_be_written_is_known_to_be_behind_at_the_next_start()
    {
        JournalFile journal = Open();
        journal.Add(Records.Of(30001));
        journal.Commit();
        Directory.CreateDirectory(_folder["state/journal.new/in the way"]);
        File.Delete(Path);
        journal.Restore();
        Assert.True(journal.IsFailing);
        File.WriteAllBytes(Path, []);

        JournalFile next = Open();
        Assert.Equal((true, true), (next.IsBehind, next.IsFailing));

        Directory.Delete(_folder["state/journal.new"], recursive: true);
        next.Retry();
        Assert.False(next.IsFailing);
        Assert.False(Open().IsBehind);
    }

    public void Dispose()
    {
        _journals.ForEach(j => j.Dispose());
        _folder.Dispose();
    }

    private JournalFile Open() => Keep(JournalFile.Open(State, _warnings.Add, TimeProvider.System));

    private JournalFile Keep(JournalFile journal)
    {
        _journals.Add(journal);
        return journal;
    }

    private void Lose(string loss)
    {
        switch (loss)
        {
            case "deleted":
                File.Delete(Path);
                break;
            case "replaced":
                File.Copy(Path, Path + ".copy");
                File.Move(Path + ".copy", Path, overwrite: true);
                break;
            case "cut":
                using (FileStream file = File.OpenWrite(Path))
                    file.SetLength(10);
                break;
            case "overwritten":
                Overwrite();
                break;
            case "opened":
                SpecialFiles.ChangeMode(Path, "666");
                break;
            case "linked":
                SpecialFiles.MakeHardLink(Path, Path + ".backup");
                break;
            case "grown":
                File.AppendAllText(Path, "more");
                break;
            case "folder deleted":
                Directory.Delete(State, recursive: true);
                break;
            case "folder moved":
                Directory.Move(State, State + ".old");
                break;
        }
    }

    /// <summary>Writes other bytes over it, as many as there are, until the clock of the file system has gone on since it was written.</summary>
    private void Overwrite()
    {
        FileStatus before = FileStatus.Of(Path)!.Value;
        while (FileStatus.Of(Path) == before)
        {
            using FileStream file = File.OpenWrite(Path);
            file.Write(new byte[before.Length]);
        }
    }
}
