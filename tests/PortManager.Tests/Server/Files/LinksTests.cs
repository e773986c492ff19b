using PortManager.Server.Files;

namespace PortManager.Tests.Server.Files;

/// <summary>Links in the place of a file: the operator's are followed, and nobody else's.</summary>
public sealed class LinksTests : IDisposable
{
    private const uint Stranger = 64_999;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_link_stays_a_link_and_what_it_points_to_is_written()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.WriteAllText(_folder["elsewhere/target"], "old");
        File.CreateSymbolicLink(_folder["second"], "elsewhere/target");
        File.CreateSymbolicLink(_folder["first"], _folder["second"]);

        AtomicFile.Write(_folder["first"], "new");

        Assert.Equal(_folder["second"], new FileInfo(_folder["first"]).LinkTarget);
        Assert.Equal("elsewhere/target", new FileInfo(_folder["second"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_folder["elsewhere/target"]));
        Assert.Equal(["elsewhere", "first", "second"], _folder.Names());
    }

    [Fact]
    public void A_link_to_what_is_not_there_yet_makes_it()
    {
        File.CreateSymbolicLink(_folder["link"], _folder["target"]);

        AtomicFile.Write(_folder["link"], "new");

        Assert.Equal(_folder["target"], new FileInfo(_folder["link"]).LinkTarget);
        Assert.Equal("new", File.ReadAllText(_folder["target"]));
    }

    [Theory]
    [InlineData("o+w")]
    [InlineData("o+wt")]
    [InlineData("g+w")]
    public void A_link_where_others_can_make_one_is_replaced(string mode)
    {
        File.WriteAllText(_folder["target"], "old");
        Directory.CreateDirectory(_folder["open"]);
        File.CreateSymbolicLink(_folder["open/link"], _folder["target"]);
        SpecialFiles.ChangeMode(_folder["open"], mode);

        AtomicFile.Write(_folder["open/link"], "new");

        AssertReplaced(_folder["open/link"]);
    }

    [Fact]
    public void A_link_that_somebody_else_owns_is_replaced()
    {
        File.WriteAllText(_folder["target"], "old");
        File.CreateSymbolicLink(_folder["link"], _folder["target"]);
        SpecialFiles.GiveAway(_folder["link"], Stranger);

        AtomicFile.Write(_folder["link"], "new");

        AssertReplaced(_folder["link"]);
    }

    [Fact]
    public void A_link_in_a_folder_that_somebody_else_owns_is_replaced()
    {
        File.WriteAllText(_folder["target"], "old");
        Directory.CreateDirectory(_folder["theirs"]);
        File.CreateSymbolicLink(_folder["theirs/link"], _folder["target"]);
        SpecialFiles.GiveAway(_folder["theirs"], Stranger);

        AtomicFile.Write(_folder["theirs/link"], "new");

        AssertReplaced(_folder["theirs/link"]);
    }

    [Fact]
    public void Of_two_links_the_one_that_is_not_followed_is_replaced()
    {
        File.WriteAllText(_folder["target"], "old");
        Directory.CreateDirectory(_folder["open"]);
        File.CreateSymbolicLink(_folder["open/second"], _folder["target"]);
        File.CreateSymbolicLink(_folder["first"], "open/second");
        SpecialFiles.ChangeMode(_folder["open"], "o+w");

        AtomicFile.Write(_folder["first"], "new");

        Assert.Equal("open/second", new FileInfo(_folder["first"]).LinkTarget);
        AssertReplaced(_folder["open/second"]);
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(_folder["a"], _folder["b"]);
        File.CreateSymbolicLink(_folder["b"], _folder["a"]);

        Exception problem = Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder["a"], "new"));

        Assert.Equal("too many links", FileProblem.Describe(problem));
    }

    [Fact]
    public void What_a_link_leads_to_is_deleted_and_the_link_stays()
    {
        File.CreateSymbolicLink(_folder["link"], _folder["target"]);
        AtomicFile.Write(_folder["link"], "30000\n");

        AtomicFile.Delete(_folder["link"], "30000\n");

        Assert.Equal(["link"], _folder.Names());
    }

    [Fact]
    public void A_folder_that_anybody_may_have_made_is_not_written_to()
    {
        Directory.CreateDirectory(_folder["tmp/daqportmgr"]);
        SpecialFiles.ChangeMode(_folder["tmp"], "o+wt");
        SpecialFiles.GiveAway(_folder["tmp/daqportmgr"], Stranger);

        Exception problem = Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder["tmp/daqportmgr/listen.port"], "new"));

        Assert.Equal(
            $"the folder {_folder["tmp/daqportmgr"]} belongs to user {Stranger}, and everybody may have made it: delete it, or give it to root",
            FileProblem.Describe(problem));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["tmp/daqportmgr"]));
    }

    [Fact]
    public void A_lock_that_somebody_has_does_not_keep_a_file_from_being_replaced_or_deleted()
    {
        AtomicFile.Write(_folder["pid"], "1\n");
        using (new FileStream(_folder["pid"], FileMode.Open, FileAccess.Read, FileShare.None))
            AtomicFile.Write(_folder["pid"], "2\n");
        using (new FileStream(_folder["pid"], FileMode.Open, FileAccess.Read, FileShare.None))
            AtomicFile.Delete(_folder["pid"], "2\n");

        Assert.Empty(_folder.Names());
    }

    public void Dispose() => _folder.Dispose();

    private void AssertReplaced(string link)
    {
        Assert.Null(new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(link));
        Assert.Equal("old", File.ReadAllText(_folder["target"]));
    }
}
