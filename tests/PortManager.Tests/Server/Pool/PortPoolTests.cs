using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>Which port is next, and what becomes of busy ones.</summary>
public sealed class PortPoolTests
{
    private readonly PoolLab _lab = new();

    [Fact]
    public void At_first_the_ports_are_given_out_ascending() =>
        Assert.Equal([30001, 30002, 30003, 0], PoolLab.TakeSeveral(_lab.Pool(3), 4));

    [Fact]
    public void The_port_that_was_freed_longest_ago_is_next()
    {
        PortPool pool = _lab.Pool(3);
        PoolLab.TakeSeveral(pool, 3);

        pool.Return(30002);
        pool.Return(30003);
        pool.Return(30001);

        Assert.Equal([30002, 30003, 30001, 0], PoolLab.TakeSeveral(pool, 4));
    }

    [Fact]
    public void A_port_freed_just_now_comes_after_those_never_used()
    {
        PortPool pool = _lab.Pool(3);
        pool.Return(pool.Take());

        Assert.Equal([30002, 30003, 30001, 0], PoolLab.TakeSeveral(pool, 4));
    }

    [Fact]
    public void A_busy_port_is_skipped_and_told_once()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.InUse.UnionWith([30001, 30002]);

        Assert.Equal([30003, 0, 0], PoolLab.TakeSeveral(pool, 3));

        Assert.Equal(["busy 30001", "busy 30002"], _lab.Told);
        Assert.Equal([30001, 30002], pool.Busy.Order());
        Assert.Equal(0, pool.Free);
    }

    [Fact]
    public void A_busy_port_that_is_free_again_comes_last_and_is_told_once()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.InUse.Add(30001);
        pool.Return(pool.Take());
        _lab.Probe.InUse.Clear();

        pool.RetryBusy();
        pool.RetryBusy();

        Assert.Equal(["busy 30001", "free 30001"], _lab.Told);
        Assert.Empty(pool.Busy);
        Assert.Equal([30003, 30002, 30001, 0], PoolLab.TakeSeveral(pool, 4));
    }

    [Fact]
    public void A_port_that_gets_busy_again_is_told_again()
    {
        PortPool pool = _lab.Pool(1);
        foreach (bool inUse in new[] { true, true, false, true })
        {
            if (inUse)
                _lab.Probe.InUse.Add(30001);
            else
                _lab.Probe.InUse.Clear();
            pool.RetryBusy();
            if (inUse)
                Assert.Equal(0, pool.Take());
        }

        Assert.Equal(["busy 30001", "free 30001", "busy 30001"], _lab.Told);
    }

    [Fact]
    public void Busy_ports_are_probed_again_before_a_request_is_refused()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.InUse.UnionWith([30001, 30002]);
        Assert.Equal(0, pool.Take());
        _lab.Probe.InUse.Remove(30002);

        Assert.Equal([30002, 0], PoolLab.TakeSeveral(pool, 2));
    }

    [Fact]
    public void One_round_of_probes_of_many_busy_ports_is_bounded_and_the_next_goes_on_where_it_ended()
    {
        PortPool pool = _lab.Pool(3000);
        _lab.Probe.InUse.UnionWith(Enumerable.Range(30001, 3000));

        Assert.Equal(0, pool.Take());
        int lookedAtAgain = _lab.Probe.Looks - 3000;
        _lab.Probe.InUse.Clear();
        pool.RetryBusy();

        Assert.InRange(lookedAtAgain, 1, 100);
        Assert.InRange(pool.Free, lookedAtAgain, 1500);
        Assert.Equal(30001 + lookedAtAgain, pool.Take());
    }

    [Fact]
    public void Its_own_ports_are_never_given_out()
    {
        var pool = new PortPool(PortRanges.Between(30000, 30002), [30001, 40000], _lab.Probe);

        Assert.Equal(2, pool.Free);
        Assert.False(pool.Contains(30001));
        Assert.False(pool.Contains(40000));
        Assert.False(pool.IsHeld(30001));
        Assert.Equal([30000, 30002, 0], PoolLab.TakeSeveral(pool, 3));
        pool.RetryBusy();
        Assert.Equal(0, pool.Take());
    }

    [Theory]
    [InlineData(30001, new[] { 30002, 30003, 0 })]
    [InlineData(30002, new[] { 30001, 30003, 0 })]
    [InlineData(30003, new[] { 30001, 30002, 0 })]
    public void A_port_that_is_claimed_is_not_given_out(int claimed, int[] next)
    {
        PortPool pool = _lab.Pool(3);

        pool.Take(claimed);

        Assert.True(pool.IsHeld(claimed));
        Assert.Equal(next, PoolLab.TakeSeveral(pool, 3));
    }

    [Fact]
    public void A_busy_port_can_be_claimed_and_is_not_probed_for_it()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.InUse.Add(30001);
        Assert.Equal(30002, pool.Take());
        int looks = _lab.Probe.Looks;

        pool.Take(30001);

        Assert.Equal(looks, _lab.Probe.Looks);
        Assert.Empty(pool.Busy);
        Assert.True(pool.IsHeld(30001));
        _lab.Probe.InUse.Clear();
        Assert.Equal(0, pool.Take());
    }

    [Fact]
    public void A_port_is_held_from_when_it_is_taken_until_it_is_given_back()
    {
        PortPool pool = _lab.Pool(2);
        Assert.False(pool.IsHeld(30001));
        int port = pool.Take();

        Assert.True(pool.IsHeld(port));
        Assert.False(pool.IsHeld(30002));
        Assert.False(pool.IsHeld(29999));
        pool.Return(port);
        Assert.False(pool.IsHeld(port));
    }

    [Fact]
    public void A_port_is_probed_once_when_it_is_taken()
    {
        PortPool pool = _lab.Pool(2);

        Assert.Equal(30001, pool.Take());

        Assert.Equal(1, _lab.Probe.Looks);
    }

    [Fact]
    public void A_port_that_is_found_in_use_is_set_aside_although_it_is_free_a_moment_later()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.InUse.Add(30001);
        _lab.Probe.Looking = () =>
        {
            if (_lab.Probe.Looks == 2)
                _lab.Probe.InUse.Clear();
        };

        Assert.Equal(30002, pool.Take());

        Assert.Equal(["busy 30001"], _lab.Told);
        Assert.Equal([30001], pool.Busy);
    }

    [Fact]
    public void What_a_probe_found_says_nothing_of_the_next_port()
    {
        PortPool pool = _lab.Pool(3);
        Assert.Equal(30001, pool.Take());
        _lab.Probe.InUse.Add(30002);

        Assert.Equal(30003, pool.Take());
    }

    [Fact]
    public void If_the_system_cannot_tell_no_port_is_given_and_none_is_set_aside()
    {
        PortPool pool = _lab.Pool(1000);
        _lab.Probe.IsBlind = true;

        Assert.Equal(0, pool.Take());
        Assert.Equal(0, pool.Take());

        Assert.Equal(2, _lab.Probe.Looks);
        Assert.Empty(_lab.Told);
        _lab.Probe.IsBlind = false;
        Assert.Equal(30001, pool.Take());
    }

    [Fact]
    public void If_the_system_cannot_tell_busy_ports_are_not_probed_for_a_request()
    {
        PortPool pool = _lab.Pool(3);
        _lab.Probe.InUse.Add(30001);
        Assert.Equal(30002, pool.Take());
        _lab.Probe.IsBlind = true;
        int looks = _lab.Probe.Looks;

        Assert.Equal(0, pool.Take());

        Assert.Equal(looks + 1, _lab.Probe.Looks);
        Assert.Equal([30001], pool.Busy);
    }

    [Fact]
    public void Nothing_is_probed_when_every_port_is_held()
    {
        PortPool pool = _lab.Pool(1);
        pool.Take();
        int looks = _lab.Probe.Looks;

        Assert.Equal(0, pool.Take());

        Assert.Equal(looks, _lab.Probe.Looks);
    }

    [Fact]
    public void A_client_that_asks_again_and_again_has_few_busy_ports_probed_until_more_are_allowed()
    {
        PortPool pool = _lab.Pool(1000);
        _lab.Probe.InUse.UnionWith(Enumerable.Range(30001, 1000));
        Assert.Equal(0, pool.Take());
        int looks = _lab.Probe.Looks;

        Assert.All(PoolLab.TakeSeveral(pool, 500), port => Assert.Equal(0, port));
        Assert.Equal(looks, _lab.Probe.Looks);

        pool.BeginTurn();
        Assert.All(PoolLab.TakeSeveral(pool, 500), port => Assert.Equal(0, port));
        Assert.InRange(_lab.Probe.Looks - looks, 1, 100);
    }

    [Fact]
    public void What_is_left_of_the_allowed_probes_serves_the_next_request()
    {
        PortPool pool = _lab.Pool(2);
        _lab.Probe.InUse.UnionWith([30001, 30002]);
        Assert.Equal(0, pool.Take());
        Assert.Equal(0, pool.Take());
        _lab.Probe.InUse.Remove(30001);

        Assert.Equal(30001, pool.Take());
    }

    [Fact]
    public void Each_busy_port_is_probed_in_its_turn_however_few_probes_are_allowed_at_a_time()
    {
        PortPool pool = _lab.Pool(1000);
        _lab.Probe.InUse.UnionWith(Enumerable.Range(30001, 1000));
        pool.Take();
        _lab.Probe.InUse.Remove(31000);

        int given = 0;
        for (int i = 0; i < 20 && given == 0; i++)
        {
            pool.BeginTurn();
            given = pool.Take();
        }

        Assert.Equal(31000, given);
    }
}
