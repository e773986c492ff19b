using PortManager.Server.Journal;
using PortManager.Server.Logging;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Journal;

public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Notices _notices = new();
    private readonly JournalFile _journal;

    public JournalFileTests() => _journal = JournalFile.Open(_folder.Path, _notices, TimeProvider.System);

    [Fact]
    public void What_was_entered_is_in_the_file_once_it_is_committed()
    {
        _journal.Add(Records.Of(30001));
        Assert.Empty(InFile());

        _journal.Commit();

        Assert.Equal([30001], InFile());
    }

    [Fact]
    public void A_commit_writes_what_others_entered_in_order()
    {
        _journal.Add(Records.Of(30001));
        _journal.Add(Records.Of(30002));
        _journal.Remove(30001);
        _journal.Add(Records.Of(30003));

        _journal.Commit();

        Assert.Equal([30002, 30003], InFile());
        Assert.Equal(4, _journal.Writes);
    }

    [Fact]
    public void That_a_port_is_free_is_written_although_nobody_commits()
    {
        _journal.Add(Records.Of(30001));
        _journal.Commit();

        _journal.Remove(30001);
        _journal.CommitSoon();

        Patience.Until(() => InFile().Length == 0);
    }

    [Fact]
    public void Whoever_of_many_commits_finds_what_he_entered_in_the_file()
    {
        Parallel.For(0, 8, thread =>
        {
            for (int round = 0; round < 200; round++)
            {
                int port = 30000 + (thread * 1000) + round;
                _journal.Add(Records.Of(port));
                _journal.Commit();
                Assert.Contains(port, InFile());
                if (round % 2 == 0)
                    _journal.Remove(port);
            }
        });
        _journal.Commit();

        Assert.Equal(800, InFile().Length);
    }

    [Fact]
    public void Much_that_comes_and_goes_leaves_a_small_file()
    {
        _journal.Add(Records.Of(30001));
        for (int i = 0; i < 20_000; i++)
        {
            _journal.Add(Records.Of(30002));
            _journal.Remove(30002);
            _journal.Commit();
        }

        Assert.Equal([30001], InFile());
        Assert.InRange(new FileInfo(_folder["journal"]).Length, 1, 300 * 1024);
    }

    [Fact]
    public void A_journal_that_is_closed_has_what_was_entered_before_and_nothing_after()
    {
        _journal.Add(Records.Of(30001));

        _journal.Close(Patience.Limit);
        _journal.Add(Records.Of(30002));
        _journal.Remove(30001);
        _journal.Commit();
        _journal.Retry();

        Assert.Equal([30001], InFile());
    }

    public void Dispose()
    {
        _journal.Dispose();
        _notices.Finish(Patience.Limit);
        _notices.Dispose();
        _folder.Dispose();
    }

    private int[] InFile()
    {
        // Read as another process does: while it is written to, and may be replaced.
        using var file = new FileStream(_folder["journal"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        file.CopyTo(bytes);
        HeldPorts held = JournalText.Read(bytes.ToArray(), out string? problem);
        Assert.Null(problem);
        return [.. held.InOrder.Select(r => r.Port)];
    }
}
