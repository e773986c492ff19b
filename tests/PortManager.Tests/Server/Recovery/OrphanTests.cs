using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Recovery;

/// <summary>Ports whose connections ended with the daemon before: who has them, and what they count for.</summary>
public sealed class OrphanTests
{
    private const int Port = 30003;

    private readonly RecoveryLab _lab = new(new Limits { PortsPerUser = 1 });
    private readonly FakeHolder _holder = new();

    [Fact]
    public void One_that_its_service_claims_counts_once_for_its_user_and_is_no_orphan_any_more()
    {
        _lab.Journal(Port, "s");
        _lab.Listened.Add(Port);
        _lab.Restore();
        Holder orphan = _lab.Registry.InOrder.Single().Holder;
        Assert.True(_lab.Registry.HasOrphans);

        Assert.Equal(Port, _lab.Registry.Claim(_holder, Port, "s", "u").Port);

        Assert.False(orphan.HoldsPorts);
        Assert.False(_lab.Registry.HasOrphans);
        Assert.Equal("u holds 1 ports, which is the limit", _lab.Registry.Allocate(_holder, "t", "u").Refusal);
        _lab.Registry.Leave(_holder);
        Assert.Null(_lab.Registry.Allocate(_holder, "t", "u").Refusal);
    }

    [Fact]
    public void There_are_none_once_nobody_listens()
    {
        Assert.False(_lab.Registry.HasOrphans);
        _lab.Journal(Port, "s");
        _lab.Listened.Add(Port);
        _lab.Restore();

        _lab.Registry.FreeOrphans((_, _) => false);

        Assert.False(_lab.Registry.HasOrphans);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Its_user_gets_it_for_another_service_although_it_is_in_use(bool wasListening)
    {
        var lab = new RecoveryLab();
        lab.Journal(Port, "s");
        if (wasListening)
            lab.Listened.Add(Port);
        lab.Restore();
        lab.Lab.Probe.InUse.Add(Port);

        Assert.Equal(Port, lab.Registry.Claim(_holder, Port, "t", "u").Port);
    }

    [Theory]
    [InlineData(1000L, true)]
    [InlineData(1001L, false)]
    [InlineData(null, false)]
    public void It_is_kept_for_the_user_that_the_kernel_told_of(long? owner, bool isKept)
    {
        _lab.Journal(Port, "s", owner: 1000);
        _lab.Restore();

        Assert.Equal(isKept, _lab.Registry.IsKeptFor(new OrphanHolder(9, owner, () => true), Port));
    }

    [Fact]
    public void One_in_grace_is_in_the_way_of_a_unique_service_of_its_name_and_user_only()
    {
        var lab = new RecoveryLab();
        lab.Journal(Port, "s");
        lab.Restore();

        Assert.Null(lab.Registry.Allocate(_holder, "t", "u", isUnique: true).Refusal);
        Assert.Null(lab.Registry.Allocate(_holder, "s", "v", isUnique: true).Refusal);
        Assert.NotNull(lab.Registry.Allocate(_holder, "s", "u", isUnique: true).Refusal);
    }

    [Fact]
    public void A_service_that_comes_after_the_grace_gets_the_port_that_it_had()
    {
        _lab.Journal(Port, "s");
        _lab.Restore();
        _lab.Registry.EndGrace();

        Assert.Equal(Port, _lab.Registry.Allocate(_holder, "s", "u").Port);
    }
}
