using PortManager.Server;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

public class ClaimTests
{
    private readonly RegistryLab _lab = new(ports: 3);
    private readonly FakeHolder _claimant = new();

    [Fact]
    public void A_free_port_can_be_claimed()
    {
        Assert.Equal(new Outcome(30002, null), _lab.Registry.Claim(_claimant, 30002, "s", "u"));

        Assert.Equal("30002 s u", _lab.Rows);
        Assert.True(_claimant.Holds(30002));
    }

    [Fact]
    public void A_port_that_the_claimant_listens_on_already_can_be_claimed()
    {
        _lab.Probe.InUse.Add(30002);

        Assert.Equal(30002, _lab.Registry.Claim(_claimant, 30002, "s", "u", isListening: true).Port);

        Assert.Equal(0, _lab.Probe.Looks);
    }

    [Fact]
    public void A_port_that_was_found_busy_can_be_claimed()
    {
        _lab.Probe.InUse.Add(30001);
        _lab.Take("other");

        Assert.Equal(30001, _lab.Registry.Claim(_claimant, 30001, "s", "u", isListening: true).Port);

        Assert.Equal("30002 other u, 30001 s u", _lab.Rows);
        Assert.Empty(_lab.Pool.Busy);
    }

    [Fact]
    public void A_port_that_another_program_has_bound_without_listening_cannot()
    {
        _lab.Probe.InUse.Add(30001);

        Assert.Equal("port 30001 is in use by another program", _lab.Registry.Claim(_claimant, 30001, "s", "u").Refusal);

        Assert.Empty(_lab.Changes);
    }

    [Fact]
    public void A_port_of_which_closed_connections_are_left_can()
    {
        _lab.Probe.Reusable.Add(30001);
        _lab.Probe.Closing.Add(30002);

        Assert.Equal(30001, _lab.Registry.Claim(_claimant, 30001, "s", "u").Port);
        Assert.Equal(30002, _lab.Registry.Claim(_claimant, 30002, "s", "u").Port);
    }

    [Theory]
    [InlineData(30000)]
    [InlineData(30004)]
    [InlineData(1)]
    [InlineData(65535)]
    public void A_port_outside_the_pool_cannot(int port)
    {
        Assert.Equal($"port {port} is not in the pool", _lab.Registry.Claim(_claimant, port, "s", "u").Refusal);
        Assert.Empty(_lab.Changes);
    }

    [Fact]
    public void A_port_that_is_held_cannot_by_anyone()
    {
        FakeHolder holder = _lab.Take("s");

        Assert.Equal("port 30001 is in use by s of u", _lab.Registry.Claim(_claimant, 30001, "t", "v").Refusal);
        Assert.Equal("port 30001 is in use by s of u", _lab.Registry.Claim(holder, 30001, "t", "v").Refusal);

        Assert.Equal("30001 s u", _lab.Rows);
    }

    [Fact]
    public void A_port_whose_holder_has_crashed_can_and_the_claimant_gets_the_name_too()
    {
        FakeHolder crashed = _lab.Take("s");
        _lab.Registry.Allocate(crashed, "t", "u");
        crashed.Left = true;

        Assert.Equal(30001, _lab.Registry.Claim(_claimant, 30001, "s", "u").Port);

        Assert.Equal("30001 s u", _lab.Rows);
        Assert.False(crashed.HoldsPorts);
    }

    [Fact]
    public void A_claim_of_a_name_that_is_advertised_gets_a_number()
    {
        _lab.Take("s");

        _lab.Registry.Claim(_claimant, 30003, "s", "u");

        Assert.Equal("30001 s u, 30003 s_1 u", _lab.Rows);
    }

    [Fact]
    public void The_refuse_policy_is_for_claims_too_and_the_port_stays_free()
    {
        var lab = new RegistryLab(ports: 3, DuplicatePolicy.Refuse);
        lab.Take("s");

        Assert.Equal("s is already advertised by u", lab.Registry.Claim(_claimant, 30003, "s", "u").Refusal);

        Assert.Equal("30001 s u", lab.Rows);
        Assert.Equal(2, lab.Pool.Free);
        Assert.False(_claimant.HoldsPorts);
    }

    [Fact]
    public void A_claimed_port_is_not_given_to_others_and_comes_back_last()
    {
        _lab.Registry.Claim(_claimant, 30001, "s", "u");
        FakeHolder next = _lab.Take("t");
        _lab.Registry.Leave(_claimant);
        _lab.Registry.Leave(next);

        Assert.Equal([30003, 30001, 30002], Enumerable.Range(0, 3).Select(_ => _lab.Pool.Take()));
    }
}
