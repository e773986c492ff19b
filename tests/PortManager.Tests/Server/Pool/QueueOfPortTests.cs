using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>How a port gets from one queue of the pool to another, and what is counted.</summary>
public sealed class QueueOfPortTests
{
    private readonly PoolLab _lab = new();

    [Fact]
    public void Its_size_is_the_number_of_ports_that_can_be_given_out()
    {
        var pool = new PortPool(PortRanges.Between(30000, 30003), [30001, 40000], _lab.Probe);
        pool.Take();

        Assert.Equal(3, pool.Size);
    }

    [Fact]
    public void A_port_is_in_use_if_another_program_uses_it()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.InUse.Add(30001);
        _lab.Probe.Reusable.Add(30002);

        Assert.True(pool.IsInUse(30001));
        Assert.False(pool.IsInUse(30002));
    }

    [Fact]
    public void A_deferred_port_is_given_out_after_those_that_are_free()
    {
        PortPool pool = _lab.Pool(3);

        pool.Defer(30001);

        Assert.Equal([30002, 30003, 30001, 0], PoolLab.TakeSeveral(pool, 4));
        Assert.Empty(_lab.Told);
    }

    [Fact]
    public void A_held_port_that_is_deferred_stays_held()
    {
        PortPool pool = _lab.Pool(2);
        pool.Take(30001);

        pool.Defer(30001);

        Assert.True(pool.IsHeld(30001));
        Assert.Equal([30002, 0], PoolLab.TakeSeveral(pool, 2));
    }

    [Fact]
    public void A_port_of_which_closed_connections_are_left_can_be_claimed()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.Reusable.Add(30001);
        Assert.Equal(30002, pool.Take());

        pool.Take(30001);

        Assert.True(pool.IsHeld(30001));
        Assert.Equal(0, pool.Take());
    }

    [Fact]
    public void Claiming_a_held_port_changes_nothing()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.InUse.UnionWith([30001, 30003]);
        Assert.Equal(30002, pool.Take());
        Assert.Equal(0, pool.Take());

        pool.Take(30002);

        Assert.Equal([30001, 30003], pool.Busy);
    }

    [Fact]
    public void Ports_whose_closed_connections_are_forgotten_line_up_before_those_that_are_freed_later()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.Reusable.Add(30001);
        Assert.Equal(30002, pool.Take());
        _lab.Probe.Reusable.Clear();

        pool.RetryBusy();
        pool.Return(30002);

        Assert.Equal([30001, 30002, 0], PoolLab.TakeSeveral(pool, 3));
    }

    [Fact]
    public void If_the_system_cannot_tell_a_busy_port_stays_busy()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.InUse.Add(30001);
        Assert.Equal(30002, pool.Take());
        _lab.Probe.IsBlind = true;

        pool.RetryBusy();

        Assert.Equal([30001], pool.Busy);
        Assert.Equal(["busy 30001"], _lab.Told);
    }

    [Fact]
    public void If_the_system_cannot_tell_of_a_port_that_was_busy_no_other_is_given_in_its_place()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.InUse.Add(30001);
        _lab.Probe.Reusable.Add(30002);
        _lab.Probe.Looking = () =>
        {
            _lab.Probe.IsBlind = _lab.Probe.Looks == 4;
            if (_lab.Probe.Looks == 3)
                _lab.Probe.InUse.Clear();
        };

        Assert.Equal(0, pool.Take());
        Assert.Equal(30001, pool.Take());
    }

    [Fact]
    public void A_turn_of_the_pool_is_one_of_its_probe()
    {
        PortPool pool = _lab.Pool(1);

        pool.BeginTurn();

        Assert.Equal(1, _lab.Probe.Turns);
    }
}
