using PortManager.Server.Journal;
using PortManager.Tests.Server.Allocations;
using PortManager.Tests.Server.Files;

namespace PortManager.Tests.Server.Journal;

/// <summary>What the next daemon finds in the journal.</summary>
public sealed class JournalOverRestartsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private readonly RegistryLab _lab = new();
    private readonly JournalFile _journal;

    public JournalOverRestartsTests() => _journal = Open();

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_next_daemon_reads_what_the_one_before_wrote_however_that_ended()
    {
        Assert.Equal((false, false), (_journal.KnowsThePast, _journal.MayKeepConnections));
        var holder = new FakeHolder { Position = 17 };
        for (int i = 0; i < 3; i++)
            _lab.Registry.Allocate(holder, "s", "u");
        _lab.Registry.Free(holder, 30002);
        EndTurn();

        for (int start = 0; start < 2; start++)
        {
            using JournalFile next = Open();
            Assert.Equal((true, true), (next.KnowsThePast, next.MayKeepConnections));
            Assert.Equal([30001, 30003], next.Held.Select(a => a.Port));
            Assert.Equal([(30002, new RequestPlace(holder.Id, 17))], next.FreeRequests.Select(f => (f.Released.Port, f.Place)));
        }
    }

    [Fact]
    public void What_was_allocated_in_another_start_of_the_system_is_over_and_its_ports_are_remembered()
    {
        using (JournalFile before = Open("one"))
        {
            before.Add(Records.Of(30001));
            before.Commit();
        }

        using (JournalFile same = Open("one"))
            Assert.Equal((true, 1), (same.KnowsThePast, same.Held.Count()));
        using (JournalFile unknown = Open(null))
            Assert.Equal((true, 1), (unknown.KnowsThePast, unknown.Held.Count()));
        using (Open("one"))
        {
            // Only the file is of interest: the start before did not know in which it was.
        }

        using JournalFile other = Open("two");
        Assert.Equal((false, 0), (other.KnowsThePast, other.Held.Count()));
        Assert.Equal(30001, other.Memory.Find(Records.Of(30001).Key, "s"));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Which_service_had_a_port_last_is_there_at_the_next_start_and_at_those_after_it()
    {
        _lab.Registry.Leave(_lab.Take("old"));
        _lab.Registry.Leave(_lab.Take("new"));
        _lab.Take("held");
        EndTurn();

        for (int start = 0; start < 3; start++)
        {
            using JournalFile next = Open();
            Assert.Equal([30001, 30002], next.Memory.OldestFirst.Select(r => r.Port));
        }
    }

    private JournalFile Open(string? boot = null) => JournalFile.Open(_folder.Path, _warnings.Add, TimeProvider.System, boot);

    /// <summary>What the loop does at the end of a turn.</summary>
    private void EndTurn()
    {
        _journal.Write(_lab.Registry.Changes);
        _lab.ForgetChanges();
    }
}
