using PortManager.Server;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

public class RegistryTests
{
    private readonly RegistryLab _lab = new(ports: 3);

    [Fact]
    public void Rows_are_ordered_by_user_then_service_then_port()
    {
        var lab = new RegistryLab();
        lab.Take("b", "v");
        lab.Take("a", "v");
        lab.Take("B", "u");
        lab.Take("a b", "u");
        lab.Take("a", "u");
        lab.Take("é", "u");

        Assert.Equal("30003 B u, 30005 a u, 30004 a b u, 30006 é u, 30002 a v, 30001 b v", lab.Rows);
    }

    [Fact]
    public void A_holder_may_have_many_ports_and_leaves_with_all_of_them()
    {
        FakeHolder holder = _lab.Take("a");
        _lab.Registry.Allocate(holder, "b", "u");
        _lab.Take("c");

        _lab.Registry.Leave(holder);

        Assert.Equal("30003 c u", _lab.Rows);
        Assert.False(holder.HoldsPorts);
        Assert.Equal(2, _lab.Pool.Free);
    }

    [Fact]
    public void A_unique_service_is_refused_as_long_as_its_user_has_any_instance_of_that_name()
    {
        var lab = new RegistryLab();
        FakeHolder first = lab.Take("a");
        FakeHolder second = lab.Take("a");
        var third = new FakeHolder();
        lab.Registry.Leave(first);

        Assert.Equal("a is already advertised by u", lab.Registry.Allocate(third, "a", "u", isUnique: true).Refusal);
        Assert.Null(lab.Registry.Allocate(third, "a", "v", isUnique: true).Refusal);
        lab.Registry.Leave(second);
        Assert.Null(lab.Registry.Allocate(third, "a", "u", isUnique: true).Refusal);
    }

    [Fact]
    public void Leaving_twice_or_without_a_port_changes_nothing()
    {
        FakeHolder holder = _lab.Take("a");
        _lab.Registry.Leave(holder);
        _lab.ForgetChanges();

        _lab.Registry.Leave(holder);
        _lab.Registry.Leave(new FakeHolder());

        Assert.Empty(_lab.Changes);
        Assert.Equal(3, _lab.Pool.Free);
    }

    [Fact]
    public void An_exhausted_pool_refuses_and_leaves_the_holder_what_he_has()
    {
        FakeHolder holder = _lab.Take("a");
        _lab.Registry.Allocate(holder, "b", "u");
        _lab.Registry.Allocate(holder, "c", "u");

        Outcome outcome = _lab.Registry.Allocate(holder, "d", "u");

        Assert.Equal("no free ports", outcome.Refusal);
        Assert.Equal("30001 a u, 30002 b u, 30003 c u", _lab.Rows);
        Assert.Equal(3, holder.Held.Length);
    }

    [Fact]
    public void A_port_that_is_given_back_is_free_and_the_holder_keeps_the_others()
    {
        FakeHolder holder = _lab.Take("a");
        _lab.Registry.Allocate(holder, "b", "u");

        Assert.Equal(new Outcome(30001, null), _lab.Registry.Free(holder, 30001));

        Assert.Equal("30002 b u", _lab.Rows);
        Assert.Equal([30002], holder.Held.Select(a => a.Port));
    }

    [Theory]
    [InlineData(30002)]
    [InlineData(30003)]
    [InlineData(30009)]
    [InlineData(1)]
    public void Only_a_port_of_ones_own_can_be_given_back(int port)
    {
        FakeHolder holder = _lab.Take("a");
        _lab.Take("b");

        Assert.Equal($"port {port} is not held by this connection", _lab.Registry.Free(holder, port).Refusal);

        Assert.Equal("30001 a u, 30002 b u", _lab.Rows);
    }

    [Fact]
    public void A_crashed_holders_plain_name_goes_to_the_server_that_came_back()
    {
        _lab.Take("s").Left = true;

        _lab.Take("s");

        Assert.Equal("30001 s u", _lab.Rows);
        Assert.Equal(["+ 30001 s u", "- 30001 s u", "+ 30001 s u"], _lab.Changes);
    }

    [Fact]
    public void All_the_ports_of_a_crashed_holder_are_freed_with_that_name()
    {
        FakeHolder crashed = _lab.Take("s");
        _lab.Registry.Allocate(crashed, "other", "u");
        crashed.Left = true;

        _lab.Take("s");

        Assert.Equal("30001 s u", _lab.Rows);
    }

    [Fact]
    public void Where_several_crashed_the_first_who_lives_inherits_before_the_newcomer()
    {
        var lab = new RegistryLab();
        lab.Take("s").Left = true;
        lab.Take("s").Left = true;
        lab.Take("s");

        lab.Take("s");

        Assert.Equal("30001 s u, 30002 s_1 u", lab.Rows);
    }

    [Fact]
    public void A_crashed_holder_of_another_name_is_left_for_later()
    {
        _lab.Take("other").Left = true;
        _lab.Take("s", "v").Left = true;

        _lab.Take("s");

        Assert.Equal("30001 other u, 30003 s u, 30002 s v", _lab.Rows);
    }

    [Fact]
    public void Who_half_closes_and_still_asks_keeps_what_he_has()
    {
        FakeHolder holder = _lab.Take("s");
        holder.Left = true;

        _lab.Registry.Allocate(holder, "s", "u");

        Assert.Equal("30001 s u, 30002 s_1 u", _lab.Rows);
    }

    [Fact]
    public void The_refuse_policy_refuses_a_second_instance_and_takes_no_port_for_it()
    {
        var lab = new RegistryLab(ports: 3, DuplicatePolicy.Refuse);
        FakeHolder holder = lab.Take("s");
        lab.Registry.Allocate(holder, "t", "u");

        Assert.Equal("s is already advertised by u", lab.Registry.Allocate(holder, "s", "u").Refusal);
        Assert.Equal("s is already advertised by u", lab.Registry.Allocate(new FakeHolder(), "s", "u").Refusal);

        Assert.Equal("30001 s u, 30002 t u", lab.Rows);
        Assert.Equal(2, holder.Held.Length);
        Assert.Equal(1, lab.Pool.Free);
    }

    [Fact]
    public void The_refuse_policy_lets_others_and_those_who_come_back_have_the_name()
    {
        var lab = new RegistryLab(ports: 3, DuplicatePolicy.Refuse);
        lab.Take("s").Left = true;

        lab.Take("s");
        lab.Take("s", "v");

        Assert.Equal("30001 s u, 30002 s v", lab.Rows);
    }
}
