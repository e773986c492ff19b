namespace PortManager.Tests.Server.Allocations;

/// <summary>What of the registry costs nothing, or the same always, on the managed heap. docs/performance.md lists it.</summary>
[Collection(Alone.Name)]
public class AllocationFreeTests
{
    [Fact]
    public void The_listing_that_has_not_changed_is_had_without_allocating()
    {
        var lab = new RegistryLab();
        lab.Take("s");
        Assert.Equal(0, Allocated.By(() => _ = lab.Listings.All));
    }

    [Fact]
    public void A_port_costs_as_much_memory_with_many_held_as_with_few()
    {
        Assert.Equal(Cost(held: 5), Cost(held: 5000));

        static long Cost(int held)
        {
            var lab = new RegistryLab(ports: held + 1);
            var holder = new FakeHolder();
            for (int i = 0; i < held; i++)
                lab.Take($"s{i}");
            lab.ForgetChanges();
            return Allocated.By(() =>
            {
                lab.Registry.Free(holder, lab.Registry.Allocate(holder, "s", "u").Port);
                lab.ForgetChanges();
            });
        }
    }
}
