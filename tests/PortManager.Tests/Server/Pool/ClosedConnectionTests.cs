using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>Ports of which the kernel keeps closed connections: free, and given out last.</summary>
public sealed class ClosedConnectionTests
{
    private readonly PoolLab _lab = new();

    [Fact]
    public void A_port_of_which_closed_connections_are_left_is_free_but_comes_last_and_is_not_told()
    {
        PortPool pool = _lab.Pool(4);
        _lab.Probe.Reusable.UnionWith([30001, 30003]);

        Assert.Equal(30002, pool.Take());
        Assert.Equal(3, pool.Free);
        Assert.Equal([30004, 30001, 30003, 0], PoolLab.TakeSeveral(pool, 4));

        Assert.Empty(_lab.Told);
        Assert.Empty(pool.Busy);
    }

    [Fact]
    public void One_that_nobody_can_bind_yet_comes_after_those_that_a_server_can_bind()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.Closing.Add(30001);
        _lab.Probe.Reusable.Add(30002);

        Assert.Equal([30003, 30002, 30001, 0], PoolLab.TakeSeveral(pool, 4));
    }

    [Fact]
    public void A_busy_port_that_is_free_comes_before_those_of_which_closed_connections_are_left()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.InUse.Add(30001);
        _lab.Probe.Reusable.UnionWith([30002, 30003]);
        Assert.Equal(30002, pool.Take());
        pool.Return(30002);
        pool.BeginTurn();
        _lab.Probe.InUse.Clear();

        Assert.Equal(30001, pool.Take());
    }

    [Fact]
    public void One_whose_closed_connections_are_forgotten_is_as_any_other()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.Reusable.Add(30001);
        Assert.Equal(30002, pool.Take());
        pool.Return(30002);
        pool.Take();
        _lab.Probe.Reusable.Clear();

        pool.RetryBusy();

        Assert.Equal([30001, 0], PoolLab.TakeSeveral(pool, 2));
        pool.Return(30001);
        Assert.False(pool.IsHeld(30001));
    }

    [Fact]
    public void One_that_another_program_takes_meanwhile_is_busy_and_told()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.Reusable.Add(30001);
        Assert.Equal(30002, pool.Take());
        _lab.Probe.InUse.Add(30001);

        Assert.Equal(0, pool.Take());

        Assert.Equal(["busy 30001"], _lab.Told);
        Assert.Equal(0, pool.Free);
    }

    [Fact]
    public void A_request_looks_at_few_ports_of_which_closed_connections_are_left_however_many_there_are()
    {
        PortPool pool = _lab.Pool(3000);
        _lab.Probe.Closing.UnionWith(Enumerable.Range(30001, 3000));
        Assert.NotEqual(0, pool.Take());
        int looks = _lab.Probe.Looks;

        Assert.NotEqual(0, pool.Take());

        Assert.InRange(_lab.Probe.Looks - looks, 1, 100);
    }
}
