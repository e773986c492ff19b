using System.Net;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Events;
using PortManager.Server.Identity;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Events;

/// <summary>Which event each thing that happens is; the ids are a contract.</summary>
public sealed class EventLogTests : IDisposable
{
    private const int Allocated = 10;
    private const int Freed = 11;
    private const int Refused = 12;
    private const int InvalidRequest = 14;
    private const int Renamed = 15;
    private const int AllocatedInName = 16;
    private const int PortBusy = 20;
    private const int PortNoLongerBusy = 21;

    private readonly RegistryLab _lab = new();
    private readonly RecordingLogger<Registry> _log = new();

    private readonly RecentEvents _recent = new(TimeProvider.System);
    private readonly DaemonMetrics _metrics = new(TimeProvider.System);

    private readonly EventLog _events;

    public EventLogTests()
    {
        _events = new EventLog(_log, _recent, _metrics);
        _events.Attach(_lab.Pool);
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public void An_allocation_and_its_end_are_an_event_each()
    {
        _lab.Registry.Leave(_lab.Take("Epics Display", "fox"));
        EndTurn();

        Assert.Equal([Allocated, Freed], _log.Ids);
        Assert.All(_log.Messages, m => Assert.Contains("port 30001", m, StringComparison.Ordinal));
        Assert.All(_log.Messages, m => Assert.EndsWith("Epics Display of fox", m, StringComparison.Ordinal));
    }

    [Fact]
    public void A_program_that_takes_ports_again_and_again_does_not_fill_the_disk_by_it()
    {
        for (int i = 0; i < 2 * LogBudget.MaxRefusals; i++)
        {
            _lab.Probe.InUse.Add(30001);
            _lab.Pool.TakeOrNext(30001);
            _lab.Probe.InUse.Clear();
            _lab.Pool.RetryBusy();
        }

        Assert.Equal(LogBudget.MaxRefusals, _log.Ids.Count());
    }

    [Fact]
    public void A_new_name_is_one_event()
    {
        FakeHolder plain = _lab.Take("s");
        _lab.Take("s");

        _lab.Registry.Leave(plain);
        EndTurn();

        Assert.Equal([Allocated, Allocated, Freed, Renamed], _log.Ids);
        Assert.Contains("port 30002 is advertised as s of u", _log.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_busy_port_is_an_event_once_and_again_when_it_is_free()
    {
        _lab.Probe.InUse.Add(30001);
        _lab.Take("s");
        EndTurn();
        _lab.Pool.RetryBusy();
        _lab.Take("s");
        EndTurn();
        _lab.Probe.InUse.Clear();
        _lab.Pool.RetryBusy();

        Assert.Equal([PortBusy, Allocated, Allocated, PortNoLongerBusy], _log.Ids);
    }

    [Fact]
    public void The_latest_events_have_the_rows_with_the_names_that_they_had_then()
    {
        FakeHolder plain = _lab.Take("s");
        _lab.Take("s");
        _lab.Registry.Leave(plain);
        EndTurn();

        Assert.Equal(
            ["Added 30001 s u", "Added 30002 s_1 u", "Removed 30001 s u", "Removed 30002 s_1 u", "Added 30002 s u"],
            _recent.Latest(10).Select(e => $"{e.Kind} {e.Port} {e.Service} {e.User}"));
    }

    [Fact]
    public void A_change_that_no_row_shows_is_no_event()
    {
        _lab.Registry.Reserve(new Allocation(30001, "s", "s", "u", default, new OrphanHolder(1, null, () => false), 0));
        _lab.Registry.EndGrace();
        EndTurn();

        Assert.Empty(_log.Ids);
        Assert.Empty(_recent.Latest(10));
    }

    [Theory]
    [InlineData("fox", Allocated)]
    [InlineData("owl", AllocatedInName)]
    [InlineData(null, Allocated)]
    public void An_allocation_in_another_users_name_is_an_event_of_its_own(string? verified, int id)
    {
        Connection connection = Local();
        connection.OwnerName = verified;

        _lab.Registry.Allocate(connection, "s", "fox");
        EndTurn();

        Assert.Equal([id], _log.Ids);
        if (id == AllocatedInName)
            Assert.EndsWith("in whose name owl asked", _log.Messages.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_of_an_orphans_port_in_another_users_name_is_an_event_although_its_row_stays()
    {
        _lab.Registry.Restore(new Allocation(30001, "s", "s", "fox", default, new OrphanHolder(1, 7, () => true), 0));
        _lab.ForgetChanges();
        Connection connection = Local();
        connection.OwnerName = "owl";

        Assert.Null(_lab.Registry.Claim(connection, 30001, "s", "fox").Refusal);
        EndTurn();

        Assert.Equal([AllocatedInName], _log.Ids);
        Assert.Empty(_recent.Latest(10));
    }

    [Fact]
    public void A_refusal_and_a_line_that_is_no_request_are_events()
    {
        _events.Refused(Local(), new Request.Gimme("s", "fox"), Outcome.Refused(RefusalReason.NoFreePorts, "no free ports"));
        _events.InvalidRequest(Local(), "HELLO", "unknown word");

        Assert.Equal([Refused, InvalidRequest], _log.Ids);
        Assert.Equal(["Refused s fox  no free ports", "Invalid   HELLO unknown word"], _recent.Latest(10).Select(e => $"{e.Kind} {e.Service} {e.User} {e.Request} {e.Reason}"));
    }

    private static Connection Local() => new(1, new Peer(IPAddress.Loopback, IsLocal: true, Owner: 7));

    /// <summary>What the loop does at the end of a turn.</summary>
    private void EndTurn()
    {
        _events.Changed(_lab.Registry.Changes);
        _lab.ForgetChanges();
    }
}
