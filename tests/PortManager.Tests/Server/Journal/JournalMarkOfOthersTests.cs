using PortManager.Server.Journal;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Journal;

/// <summary>What others do to the mark that the journal is behind, while the daemon runs.</summary>
public sealed class JournalMarkOfOthersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly List<JournalFile> _journals = [];

    private string Path => _folder["state/journal"];

    [Fact]
    public void A_mark_that_somebody_has_set_is_removed_which_is_said_and_the_journal_is_believed()
    {
        JournalFile journal = Open();
        journal.Add(Records.Of(30001));
        journal.Commit();
        File.Move(_folder["state/journal.current"], _folder["state/journal.behind"]);

        journal.Restore();
        journal.Restore();

        Assert.Equal($"somebody has marked the journal {Path} as being behind, which it is not: the mark is removed", Assert.Single(_warnings));
        Assert.False(journal.IsFailing);
        Assert.True(File.Exists(_folder["state/journal.current"]));
        Assert.False(Open().IsBehind);
    }

    [Fact]
    public void A_mark_that_cannot_be_removed_has_the_journal_fail_which_is_said_once()
    {
        JournalFile journal = Open();
        Directory.CreateDirectory(_folder["state/journal.behind/full"]);

        journal.Restore();
        journal.Retry();

        Assert.StartsWith($"cannot write the journal {Path} ", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.True(journal.IsFailing);
        Directory.Delete(_folder["state/journal.behind"], recursive: true);
        journal.Retry();
        Assert.False(journal.IsFailing);
    }

    [Fact]
    public void The_file_that_becomes_the_mark_is_made_again_without_a_word()
    {
        JournalFile journal = Open();
        File.Delete(_folder["state/journal.current"]);

        journal.Restore();

        Assert.True(File.Exists(_folder["state/journal.current"]));
        Assert.Empty(_warnings);
    }

    public void Dispose()
    {
        _journals.ForEach(j => j.Dispose());
        _folder.Dispose();
    }

    private JournalFile Open()
    {
        var journal = JournalFile.Open(_folder["state"], _warnings.Add, TimeProvider.System);
        _journals.Add(journal);
        return journal;
    }
}
