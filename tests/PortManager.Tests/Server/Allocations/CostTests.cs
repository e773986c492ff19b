using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Pool;
using PortManager.Tests.Server.Pool;

namespace PortManager.Tests.Server.Allocations;

/// <summary>That a request costs the same however many ports are held: in things done, not in time.</summary>
public class CostTests
{
    [Fact]
    public void The_fifty_thousandth_port_is_looked_at_once_as_the_first_is()
    {
        var probe = new FakeProbe();
        var registry = new Registry(new PortPool(PortRanges.Between(10001, 60000), [], probe), DuplicatePolicy.Number, new Limits { PortsPerConnection = 65535 }, TimeProvider.System);
        var holder = new FakeHolder();
        for (int i = 1; i <= 50_000; i++)
        {
            Assert.Equal(10_000 + i, registry.Allocate(holder, "s", "u").Port);
            Assert.Equal(i, probe.Looks);
        }

        Assert.Equal("no free ports", registry.Allocate(holder, "s", "u").Refusal);
        Assert.Equal(50_000, probe.Looks);
    }

    [Fact]
    public void Each_number_is_tried_once_however_many_instances_there_are()
    {
        var instances = new Instances();
        int tries = 0;
        for (int i = 1; i <= 50_000; i++)
        {
            Assert.Equal(i, instances.TakeNumber(_ => ++tries < 0));
            Assert.Equal(i, tries);
        }
    }

    [Fact]
    public void A_number_that_came_back_is_found_at_once()
    {
        var instances = new Instances();
        for (int i = 1; i <= 1000; i++)
            instances.TakeNumber(_ => false);
        instances.ReturnNumber(900);
        instances.ReturnNumber(7);
        instances.ReturnNumber(0);
        instances.ReturnNumber(1001);
        int tries = 0;

        Assert.Equal([7, 900, 1001], Enumerable.Range(0, 3).Select(_ => instances.TakeNumber(_ => ++tries < 0)));
        Assert.Equal(3, tries);
    }

    [Fact]
    public void A_listing_is_made_once_after_a_change_however_many_ask()
    {
        var lab = new RegistryLab();
        lab.Take("s");
        ReadOnlyMemory<byte> listing = lab.Listings.All;

        Assert.True(listing.Equals(lab.Listings.All));
        lab.Take("s");
        Assert.False(listing.Equals(lab.Listings.All));
    }
}
