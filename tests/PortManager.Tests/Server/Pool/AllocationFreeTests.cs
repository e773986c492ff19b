using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>That ports come and go without a cost on the managed heap. docs/performance.md lists it.</summary>
[Collection(Alone.Name)]
public class AllocationFreeTests
{
    private readonly PoolLab _lab = new();

    [Fact]
    public void A_port_is_taken_and_given_back_without_allocating()
    {
        PortPool pool = _lab.Pool(9);
        Assert.Equal(0, Allocated.By(() => pool.Return(pool.Take())));
    }

    [Fact]
    public void A_certain_port_is_taken_and_given_back_without_allocating()
    {
        PortPool pool = _lab.Pool(9);
        Assert.Equal(0, Allocated.By(() => pool.Return(pool.TakeOrNext(30009))));
    }

    [Fact]
    public void Ports_in_use_are_looked_at_again_without_allocating()
    {
        PortPool pool = _lab.Pool(9);
        _lab.Probe.InUse.UnionWith(Enumerable.Range(30001, 9));
        Assert.Equal(0, pool.Take());

        Assert.Equal(0, Allocated.By(() =>
        {
            pool.BeginTurn();
            pool.RetryBusy();
            pool.Take();
        }));
        Assert.Equal(9, pool.Busy.Count());
    }

    [Fact]
    public void Whether_a_port_is_held_is_told_without_allocating()
    {
        PortPool pool = _lab.Pool(9);
        Assert.Equal(0, Allocated.By(() => pool.IsHeld(30009)));
    }
}
