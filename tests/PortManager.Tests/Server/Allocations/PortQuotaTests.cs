using PortManager.Server;

namespace PortManager.Tests.Server.Allocations;

/// <summary>A connection and a user may have so many ports, and no more.</summary>
public sealed class PortQuotaTests
{
    private readonly FakeHolder _holder = new();

    [Fact]
    public void A_connection_gets_as_many_ports_as_the_limit_says_and_another_one_after_it_gives_one_back()
    {
        var lab = new RegistryLab(limits: new Limits { PortsPerConnection = 2 });
        lab.Registry.Allocate(_holder, "a", "u");
        Assert.Null(lab.Registry.Allocate(_holder, "b", "u").Refusal);

        Assert.Equal("this connection holds 2 ports, which is the limit", lab.Registry.Allocate(_holder, "c", "u").Refusal);
        Assert.Equal("this connection holds 2 ports, which is the limit", lab.Registry.Claim(_holder, 30005, "c", "u").Refusal);

        lab.Registry.Free(_holder, 30001);
        Assert.Null(lab.Registry.Allocate(_holder, "c", "u").Refusal);
    }

    [Fact]
    public void A_user_gets_as_many_ports_as_the_limit_says_over_all_connections_and_another_one_after_one_is_given_back()
    {
        var lab = new RegistryLab(limits: new Limits { PortsPerUser = 2 });
        FakeHolder first = lab.Take("a");
        lab.Take("b");

        Assert.Equal("u holds 2 ports, which is the limit", lab.Registry.Allocate(_holder, "c", "u").Refusal);
        Assert.Equal("u holds 2 ports, which is the limit", lab.Registry.Claim(_holder, 30005, "c", "u").Refusal);
        Assert.Null(lab.Registry.Allocate(_holder, "c", "v").Refusal);

        lab.Registry.Leave(first);
        Assert.Null(lab.Registry.Allocate(_holder, "d", "u").Refusal);
        Assert.Equal("u holds 2 ports, which is the limit", lab.Registry.Allocate(_holder, "e", "u").Refusal);
    }

    [Fact]
    public void A_request_over_the_limit_is_told_of_the_limit_and_not_of_the_name()
    {
        var lab = new RegistryLab(duplicates: DuplicatePolicy.Refuse, limits: new Limits { PortsPerUser = 1 });
        lab.Take("a");

        Assert.Equal("u holds 1 ports, which is the limit", lab.Registry.Allocate(_holder, "a", "u").Refusal);
        Assert.Equal("u holds 1 ports, which is the limit", lab.Registry.Claim(_holder, 30005, "a", "u").Refusal);
    }

    [Fact]
    public void A_refusal_says_if_the_system_cannot_tell_which_ports_are_free()
    {
        var lab = new RegistryLab();
        lab.Probe.IsBlind = true;

        Assert.Equal(
            "the system cannot tell which ports are free: it is out of descriptors or memory",
            lab.Registry.Allocate(_holder, "a", "u").Refusal);
    }
}
