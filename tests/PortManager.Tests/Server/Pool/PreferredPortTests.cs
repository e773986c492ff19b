using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>A port that a service had before is taken again if it is free; else the next one is.</summary>
public sealed class PreferredPortTests
{
    private readonly PoolLab _lab = new();

    [Fact]
    public void A_preferred_port_that_is_free_is_taken_before_the_next_one()
    {
        PortPool pool = _lab.Pool(3);

        Assert.Equal(30002, pool.TakeOrNext(30002));

        Assert.True(pool.IsHeld(30002));
        Assert.Equal([30001, 30003, 0], PoolLab.TakeSeveral(pool, 3));
    }

    [Fact]
    public void Without_a_preferred_port_the_next_one_is_taken()
    {
        PortPool pool = _lab.Pool(2);

        Assert.Equal(30001, pool.TakeOrNext(0));
        Assert.Equal([30002, 0], PoolLab.TakeSeveral(pool, 2));
    }

    [Fact]
    public void If_the_preferred_port_is_held_the_next_one_is_taken()
    {
        PortPool pool = _lab.Pool(3);
        pool.Take(30002);

        Assert.Equal(30001, pool.TakeOrNext(30002));
        Assert.Equal([30003, 0], PoolLab.TakeSeveral(pool, 2));
    }

    [Fact]
    public void If_another_program_uses_the_preferred_port_the_next_one_is_taken()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.InUse.Add(30002);

        Assert.Equal(30001, pool.TakeOrNext(30002));
    }

    [Fact]
    public void A_preferred_port_with_closed_connections_is_taken_if_a_server_can_bind_it()
    {
        PortPool pool = PoolWithClosedConnectionsOf30001();

        Assert.Equal(30001, pool.TakeOrNext(30001));
        Assert.True(pool.IsHeld(30001));
        Assert.Equal([30003, 0], PoolLab.TakeSeveral(pool, 2));
    }

    [Fact]
    public void A_preferred_port_with_closed_connections_is_left_if_no_server_can_bind_it()
    {
        PortPool pool = PoolWithClosedConnectionsOf30001();
        _lab.Probe.Closing.Add(30001);

        Assert.Equal(30003, pool.TakeOrNext(30001));
    }

    private PortPool PoolWithClosedConnectionsOf30001()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.Reusable.Add(30001);
        Assert.Equal(30002, pool.Take());
        return pool;
    }
}
