using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Recovery;

/// <summary>What becomes of each allocation of the daemon before.</summary>
public sealed class JournalRestoreTests
{
    private readonly RecoveryLab _lab = new();

    [Fact]
    public void A_port_whose_connection_is_open_is_held_by_it_as_before()
    {
        Connection connection = _lab.Adopt(7);
        _lab.Journal(30003, "s", connection: 7);

        Assert.Equal("1 0 0", _lab.Restore());

        Assert.Equal("30003 s u", _lab.Lab.Rows);
        Assert.True(connection.Holds(30003));
        Assert.Equal(9, _lab.Lab.Pool.Free);
        _lab.Registry.Leave(connection);
        Assert.Equal("", _lab.Lab.Rows);
        Assert.Equal(10, _lab.Lab.Pool.Free);
    }

    [Fact]
    public void A_port_whose_connection_is_open_is_held_whether_or_not_someone_listens()
    {
        _lab.Adopt(7);
        _lab.Journal(30003, "s", connection: 7);
        _lab.Listened.Add(30003);

        Assert.Equal("1 0 0", _lab.Restore());
    }

    [Fact]
    public void A_port_that_is_listened_on_is_an_orphan_s()
    {
        _lab.Journal(30003, "s");
        _lab.Listened.Add(30003);

        Assert.Equal("0 1 0", _lab.Restore());

        Assert.Equal("30003 s u", _lab.Lab.Rows);
        Assert.IsType<OrphanHolder>(_lab.Registry.InOrder.Single().Holder);
        Assert.True(_lab.Lab.Pool.IsHeld(30003));
    }

    [Fact]
    public void A_port_whose_server_listens_again_in_the_grace_is_an_orphan_s_from_then_on()
    {
        _lab.Journal(30001, "s", connection: 3, position: 5, owner: 1000);
        _lab.Journal(30002, "t");
        _lab.Restore();
        _lab.Lab.ForgetChanges();

        _lab.Registry.ListGrace((port, owner) => port == 30001 && owner == 1000);

        Assert.Equal(["+ 30001 s u"], _lab.Lab.Changes);
        Allocation back = _lab.Registry.InOrder.Single();
        Assert.Equal((3, 1000L, 5), (back.Holder.Id, back.Holder.Owner, back.RequestPosition));
        Assert.True(_lab.Registry.HasOrphans);
        _lab.Registry.EndGrace();
        Assert.Equal("30001 s u", _lab.Lab.Rows);
        Assert.Equal(9, _lab.Lab.Pool.Free);
        _lab.Registry.FreeOrphans((_, _) => false);
        Assert.Equal(10, _lab.Lab.Pool.Free);
    }

    [Fact]
    public void A_port_that_nobody_listens_on_is_in_grace_and_not_listed()
    {
        _lab.Journal(30003, "s");

        Assert.Equal("0 0 1", _lab.Restore());

        Assert.Equal("", _lab.Lab.Rows);
        Assert.Single(_lab.Registry.PortsInGrace);
        Assert.True(_lab.Lab.Pool.IsHeld(30003));
    }

    [Fact]
    public void A_port_of_which_the_client_was_not_told_is_kept_for_its_request_and_not_listed_until_that_is_answered()
    {
        Connection connection = _lab.Adopt(7, answeredUpTo: 100);
        _lab.Journal(30001, "told", connection: 7, position: 99);
        _lab.Journal(30002, "not told", connection: 7, position: 100);
        _lab.Journal(30003, "not told either", connection: 7, position: 120);

        Assert.Equal("3 0 0", _lab.Restore());

        Assert.Equal("30001 told u", _lab.Lab.Rows);
        Assert.True(connection.HasPostponedPorts);
        Assert.False(_lab.Registry.IsFree(30002));
        Assert.Empty(_lab.Forgotten);
        Assert.Equal(7, _lab.Lab.Pool.Free);
    }

    [Fact]
    public void A_connection_whose_client_was_told_of_everything_has_no_request_that_was_carried_out()
    {
        Connection connection = _lab.Adopt(7, answeredUpTo: 100);
        _lab.Journal(30001, "told", connection: 7, position: 99);

        _lab.Restore();

        Assert.False(connection.HasPostponedPorts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_claim_of_which_the_client_was_not_told_holds_whether_or_not_someone_listens(bool isListenedOn)
    {
        Connection connection = _lab.Adopt(7, answeredUpTo: 100);
        _lab.Journal(30003, "s", connection: 1, owner: 5);
        _lab.JournalClaim(connection: 7, position: 100);
        if (isListenedOn)
            _lab.Listened.Add(30003);

        Assert.Equal("1 0 0", _lab.Restore());

        Assert.True(connection.HasPostponedPorts);
        Assert.False(_lab.Registry.IsFree(30003));
        Assert.True(_lab.Lab.Pool.IsHeld(30003));
    }

    [Fact]
    public void A_claim_whose_connection_is_gone_leaves_the_port_in_grace()
    {
        _lab.Journal(30003, "s", connection: 1);
        _lab.JournalClaim(connection: 7, position: 100);

        Assert.Equal("0 0 1", _lab.Restore());
    }

    [Fact]
    public void A_claim_of_which_the_client_was_told_holds()
    {
        _lab.Adopt(7, answeredUpTo: 100);
        _lab.Journal(30003, "s");
        _lab.JournalClaim(connection: 7, position: 99);

        Assert.Equal("1 0 0", _lab.Restore());
    }

    [Fact]
    public void A_port_that_is_not_of_the_pool_any_more_is_not_in_grace()
    {
        _lab.Journal(40000, "s");

        Assert.Equal("0 0 0", _lab.Restore());

        Assert.Equal([40000], _lab.Forgotten);
        Assert.Empty(_lab.Registry.PortsInGrace);
    }

    [Fact]
    public void An_allocation_remembers_where_it_was_asked_for_so_that_a_further_restart_knows_it_too()
    {
        _lab.Adopt(7, answeredUpTo: 100);
        _lab.Journal(30001, "s", connection: 7, position: 60);

        _lab.Restore();

        Assert.Equal(60, _lab.Registry.InOrder.Single().RequestPosition);
    }

    [Fact]
    public void A_port_that_is_not_of_the_pool_any_more_is_listed_and_never_handed_out()
    {
        Connection connection = _lab.Adopt(7);
        _lab.Journal(40000, "s", connection: 7);

        Assert.Equal("1 0 0", _lab.Restore());

        Assert.Equal("40000 s u", _lab.Lab.Rows);
        _lab.Registry.Leave(connection);
        Assert.Equal(10, _lab.Lab.Pool.Free);
        Assert.DoesNotContain(40000, Enumerable.Range(0, 10).Select(_ => _lab.Lab.Pool.Take()));
    }

    [Fact]
    public void An_orphan_is_freed_when_nobody_listens_and_others_stay()
    {
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_1", requested: "s");
        _lab.Listened.UnionWith([30001, 30002]);
        _lab.Adopt(7);
        _lab.Journal(30003, "held", connection: 7);
        _lab.Restore();

        _lab.Registry.FreeOrphans((port, _) => port == 30002);

        Assert.Equal("30003 held u, 30002 s u", _lab.Lab.Rows);
        Assert.Equal(8, _lab.Lab.Pool.Free);
    }

    [Fact]
    public void When_the_grace_is_over_what_was_in_grace_is_free_and_a_change()
    {
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "t");
        _lab.Restore();
        Assert.Equal(30001, _lab.Registry.Claim(new FakeHolder(), 30001, "s", "u").Port);

        _lab.Lab.ForgetChanges();

        _lab.Registry.EndGrace();

        Assert.Equal(["grace ended 30002"], _lab.Lab.Changes);
        Assert.Empty(_lab.Registry.PortsInGrace);
        Assert.Equal(9, _lab.Lab.Pool.Free);
        Assert.Equal("30001 s u", _lab.Lab.Rows);
    }
}
