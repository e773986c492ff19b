using PortManager.Server.Allocations;
using PortManager.Server.Journal;
using PortManager.Tests.Server.Allocations;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Journal;

public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly RegistryLab _lab = new();
    private readonly JournalFile _journal;

    public JournalFileTests() => _journal = Open();

    [Fact]
    public void What_was_entered_is_in_the_file_once_it_is_committed()
    {
        _journal.Add(Records.Of(30001));
        Assert.Empty(InFile());

        _journal.Commit();

        Assert.Equal([30001], InFile());
    }

    [Fact]
    public void A_commit_writes_all_that_was_entered_in_order()
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
    public void Changes_are_in_the_file_when_they_are_written()
    {
        FakeHolder plain = _lab.Take("s");
        _lab.Take("s");
        EndTurn();
        Assert.Equal([30001, 30002], InFile());

        _lab.Registry.Leave(plain);
        EndTurn();
        Assert.Equal([30002], InFile());
        Assert.Equal(("s", "s"), (Read().InOrder.Single().Service, Read().InOrder.Single().Requested));
    }

    [Fact]
    public void That_a_port_is_free_is_in_the_file_at_once()
    {
        FakeHolder holder = _lab.Take("s");
        EndTurn();

        _lab.Registry.Leave(holder);
        EndTurn();

        Assert.Empty(InFile());
        Assert.Empty(Read().FreeRequests);
    }

    [Fact]
    public void Ports_that_come_and_go_in_one_turn_are_not_in_the_file()
    {
        FakeHolder holder = _lab.Take("s");
        _lab.Take("s");
        _lab.Registry.Leave(holder);
        _lab.Take("t");
        EndTurn();

        Assert.Equal([(30002, "s"), (30003, "t")], Read().InOrder.Select(a => (a.Port, a.Service)));
    }

    [Fact]
    public void A_new_name_is_one_line()
    {
        FakeHolder plain = _lab.Take("s");
        _lab.Take("s");
        EndTurn();
        long before = _journal.Writes;

        _lab.Registry.Leave(plain);
        EndTurn();

        Assert.Equal(before + 2, _journal.Writes);
    }

    [Fact]
    public void A_port_that_a_request_gave_back_has_the_place_of_that_request()
    {
        var holder = new FakeHolder();
        _lab.Registry.Allocate(holder, "s", "u");
        _lab.Registry.Allocate(holder, "t", "u");
        _lab.Registry.Free(holder, 30001);
        _lab.Registry.Leave(holder);
        EndTurn();

        Assert.Equal([(30001, new RequestPlace(holder.Id, holder.RequestPosition))], Read().FreeRequests.Select(f => (f.Released.Port, f.Place)));
    }

    [Fact]
    public void A_port_in_grace_is_in_the_file_until_the_grace_is_over()
    {
        _journal.Add(Records.Of(30001));
        _journal.Commit();
        _lab.Registry.Reserve(new Allocation(30001, "s", "s", "u", default, new OrphanHolder(1, null, () => false), 0));
        EndTurn();
        Assert.Equal([30001], InFile());

        _lab.Registry.EndGrace();
        EndTurn();

        Assert.Empty(InFile());
    }

    [Fact]
    public void Each_write_of_many_is_in_the_file_at_once()
    {
        for (int round = 0; round < 1600; round++)
        {
            int port = 30000 + round;
            _journal.Add(Records.Of(port));
            _journal.Commit();
            Assert.Contains(port, InFile());
            if (round % 2 == 0)
                _journal.Remove(port);
        }

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
    public void Many_requests_that_give_ports_back_leave_a_small_file_and_the_latest_are_in_it()
    {
        var holder = new FakeHolder();
        for (int i = 0; i < 20_000; i++)
        {
            holder.Position = i;
            int port = _lab.Registry.Allocate(holder, "s", "u").Port;
            _lab.Registry.Free(holder, port);
            EndTurn();
        }

        Assert.Empty(InFile());
        Assert.Equal(19_999, Read().FreeRequests[^1].Place.Position);
        Assert.InRange(new FileInfo(_folder["journal"]).Length, 1, 2 * 1024 * 1024);
    }

    [Fact]
    public void A_journal_that_is_closed_has_what_was_committed_before_and_nothing_after()
    {
        _journal.Add(Records.Of(30001));
        _journal.Commit();

        _journal.Dispose();
        _journal.Add(Records.Of(30002));
        _journal.Remove(30001);
        _journal.Commit();
        _journal.Retry();

        Assert.Equal([30001], InFile());
        Assert.Empty(_warnings);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    private JournalFile Open(string? boot = null) => JournalFile.Open(_folder.Path, _warnings.Add, TimeProvider.System, boot);

    /// <summary>What the loop does at the end of a turn.</summary>
    private void EndTurn()
    {
        _journal.Write(_lab.Registry.Changes);
        _lab.ForgetChanges();
    }

    private int[] InFile() => [.. Read().InOrder.Select(r => r.Port)];

    private JournaledPorts Read()
    {
        // Read as another process does: while it is written to, and may be replaced.
        using var file = new FileStream(_folder["journal"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new MemoryStream();
        file.CopyTo(bytes);
        JournaledPorts held = JournalText.Read(bytes.ToArray(), out string? problem).Held;
        Assert.Null(problem);
        return held;
    }
}
