using PortManager.Server.Files;
using PortManager.Server.Journal;

namespace PortManager.Tests.Server.Journal;

/// <summary>The mark that the journal is behind.</summary>
public sealed class JournalMarkTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("portmanager-test-").FullName;
    private readonly OpenFolder _folder;

    public JournalMarkTests() => _folder = StateFolder.OpenOwn(_path);

    private string[] Names => [.. Directory.GetFiles(_path).Select(Path.GetFileName).Order()!];

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Fact]
    public void While_the_journal_is_true_the_file_is_ready_and_says_nothing()
    {
        JournalMark.Clear(_folder);

        Assert.False(JournalMark.IsSet(_folder));
        Assert.Equal(["journal.current"], Names);
    }

    [Fact]
    public void It_is_set_by_a_new_name_alone_and_cleared_by_the_old_one()
    {
        JournalMark.Clear(_folder);
        File.WriteAllText(Path.Combine(_path, "journal.current"), "the same file");

        JournalMark.Set(_folder);
        Assert.True(JournalMark.IsSet(_folder));
        Assert.Equal(["journal.behind"], Names);

        JournalMark.Clear(_folder);
        Assert.False(JournalMark.IsSet(_folder));
        Assert.Equal(["journal.current"], Names);
        Assert.Equal("the same file", File.ReadAllText(Path.Combine(_path, "journal.current")));
    }

    [Fact]
    public void Without_a_file_that_is_ready_it_is_made()
    {
        JournalMark.Set(_folder);

        Assert.True(JournalMark.IsSet(_folder));
        Assert.Equal(["journal.behind"], Names);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_path, "journal.behind")));
    }

    [Fact]
    public void To_set_or_clear_it_twice_is_as_good_as_once()
    {
        JournalMark.Set(_folder);
        JournalMark.Set(_folder);
        Assert.True(JournalMark.IsSet(_folder));

        JournalMark.Clear(_folder);
        JournalMark.Clear(_folder);
        Assert.False(JournalMark.IsSet(_folder));
        Assert.Equal(["journal.current"], Names);
    }
}
