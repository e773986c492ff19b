using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Recovery;

/// <summary>Who may claim the ports that were held before a restart: the same user, by the kernel's word if it tells.</summary>
public sealed class ClaimTests
{
    private const int Port = 30003;

    private readonly RecoveryLab _lab = new();

    [Theory]
    [InlineData(null, null, "u", true)]
    [InlineData(null, null, "v", false)]
    [InlineData(1000, null, "u", false)]
    [InlineData(1000, null, "v", false)]
    [InlineData(null, 1000, "u", true)]
    [InlineData(null, 1000, "v", false)]
    [InlineData(1000, 1000, "u", true)]
    [InlineData(1000, 1000, "v", true)]
    [InlineData(1000, 1001, "u", false)]
    [InlineData(1000, 0, "u", false)]
    public void The_same_user_may_and_nobody_else(int? before, int? now, string user, bool isAllowed)
    {
        foreach (bool isListenedOn in new[] { true, false })
        {
            var lab = new RecoveryLab();
            lab.Journal(Port, "s", owner: before);
            if (isListenedOn)
                lab.Listened.Add(Port);
            lab.Restore();

            Outcome outcome = lab.Registry.Claim(new KnownHolder(now), Port, "s", user);

            Assert.Equal(isAllowed ? null : $"port {Port} is kept for u, who had it before the restart", outcome.Refusal);
            Assert.Equal(isAllowed ? $"{Port} s {user}" : isListenedOn ? $"{Port} s u" : "", lab.Lab.Rows);
        }
    }

    [Fact]
    public void Instances_that_come_back_have_the_names_that_they_had_in_whatever_order_they_come()
    {
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_1", requested: "s");
        _lab.Journal(30003, "s_2", requested: "s");
        _lab.Restore();

        foreach (int port in new[] { 30003, 30001, 30002 })
            Assert.Equal(port, _lab.Registry.Claim(new FakeHolder(), port, "s", "u").Port);

        Assert.Equal("30001 s u, 30002 s_1 u, 30003 s_2 u", _lab.Lab.Rows);
        _lab.Lab.Take("s");
        Assert.Contains("s_3 u", _lab.Lab.Rows, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unique_service_is_refused_while_one_that_may_come_back_is_in_grace()
    {
        _lab.Journal(Port, "s");
        _lab.Restore();

        Assert.Equal(
            "s of u was advertised before the restart, and may come back",
            _lab.Registry.Allocate(new FakeHolder(), "s", "u", isUnique: true).Refusal);
        _lab.Registry.EndGrace();
        Assert.Null(_lab.Registry.Allocate(new FakeHolder(), "s", "u", isUnique: true).Refusal);
    }

    [Fact]
    public void A_plain_name_whose_holder_does_not_come_back_goes_to_the_oldest_instance_when_the_grace_is_over()
    {
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_1", requested: "s");
        _lab.Restore();
        _lab.Registry.Claim(new FakeHolder(), 30002, "s", "u");
        Assert.Equal("30002 s_1 u", _lab.Lab.Rows);

        _lab.Registry.EndGrace();

        Assert.Equal("30002 s u", _lab.Lab.Rows);
    }

    [Fact]
    public void A_service_that_took_the_name_meanwhile_keeps_it()
    {
        _lab.Journal(30001, "s");
        _lab.Restore();
        FakeHolder other = _lab.Lab.Take("s");

        Assert.Equal(30001, _lab.Registry.Claim(new FakeHolder(), 30001, "s", "u").Port);

        Assert.Equal($"30001 s_1 u, {other.Held.Single().Port} s u", string.Join(", ", _lab.Lab.Rows.Split(", ").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_claim_that_is_refused_leaves_an_orphan_where_it_is()
    {
        var lab = new RecoveryLab(new Limits { PortsPerConnection = 1 });
        lab.Journal(30001, "a");
        lab.Journal(30002, "b");
        lab.Listened.UnionWith([30001, 30002]);
        lab.Restore();
        var holder = new FakeHolder();
        Assert.Equal(30001, lab.Registry.Claim(holder, 30001, "a", "u").Port);

        Assert.Equal("this connection holds 1 ports, which is the limit", lab.Registry.Claim(holder, 30002, "other", "u").Refusal);
        Assert.Equal("this connection holds 1 ports, which is the limit", lab.Registry.Claim(holder, 30002, "b", "u").Refusal);

        Assert.Equal("30001 a u, 30002 b u", lab.Lab.Rows);
    }

    [Fact]
    public void A_claim_of_an_orphan_s_port_under_a_name_that_is_taken_is_refused_and_leaves_it()
    {
        var lab = new RecoveryLab(new Limits(), DuplicatePolicy.Refuse);
        lab.Journal(30001, "a");
        lab.Journal(30002, "b");
        lab.Listened.UnionWith([30001, 30002]);
        lab.Restore();

        Assert.Equal("a is already advertised by u", lab.Registry.Claim(new FakeHolder(), 30002, "a", "u").Refusal);

        Assert.Equal("30001 a u, 30002 b u", lab.Lab.Rows);
    }

    [Fact]
    public void An_orphan_claimed_under_its_name_keeps_name_and_age()
    {
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "s_1", requested: "s");
        _lab.Listened.UnionWith([30001, 30002]);
        _lab.Restore();
        Allocation before = _lab.Registry.InOrder.Single(a => a.Port == 30002);
        var holder = new FakeHolder();
        _lab.Lab.ForgetChanges();

        Assert.Equal(30002, _lab.Registry.Claim(holder, 30002, "s", "u").Port);

        Assert.Equal("30001 s u, 30002 s_1 u", _lab.Lab.Rows);
        Assert.Same(before, _lab.Registry.InOrder.Single(a => a.Port == 30002));
        Assert.True(holder.Holds(30002));
        Assert.Equal(["moved 30002 s_1 u"], _lab.Lab.Changes);
        _lab.Registry.Leave(holder);
        Assert.Equal("30001 s u", _lab.Lab.Rows);
    }

    [Fact]
    public void An_orphan_claimed_under_another_name_has_that_name()
    {
        _lab.Journal(Port, "s");
        _lab.Listened.Add(Port);
        _lab.Restore();

        Assert.Equal(Port, _lab.Registry.Claim(new FakeHolder(), Port, "t", "u").Port);

        Assert.Equal($"{Port} t u", _lab.Lab.Rows);
        Assert.Equal(9, _lab.Lab.Pool.Free);
    }

    [Fact]
    public void A_claimed_port_is_its_holder_s_and_no_longer_in_grace()
    {
        _lab.Journal(Port, "s");
        _lab.Restore();
        var holder = new FakeHolder();
        Assert.Equal(Port, _lab.Registry.Claim(holder, Port, "s", "u").Port);

        Assert.Empty(_lab.Registry.PortsInGrace);
        Assert.NotNull(_lab.Registry.Claim(new FakeHolder(), Port, "s", "u").Refusal);
        _lab.Registry.Leave(holder);
        Assert.Equal(10, _lab.Lab.Pool.Free);
    }

    [Fact]
    public void Neither_kind_is_given_to_a_request_for_any_port()
    {
        _lab.Journal(30001, "s");
        _lab.Journal(30002, "t");
        _lab.Listened.Add(30001);
        _lab.Restore();
        var holder = new FakeHolder();

        int[] given = [.. Enumerable.Range(0, 8).Select(_ => _lab.Registry.Allocate(holder, "x", "u").Port)];

        Assert.Equal(Enumerable.Range(30003, 8), given);
        Assert.Equal("no free ports", _lab.Registry.Allocate(holder, "x", "u").Refusal);
    }

    private sealed class KnownHolder(long? owner) : Holder
    {
        public override long Id => 99;

        public override long? Owner => owner;

        public override long RequestPosition => 0;

        public override bool HasLeft => false;
    }
}
