using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Pool;
using PortManager.Tests.Server.Pool;

namespace PortManager.Tests.Server.Allocations;

/// <summary>A service gets the port that it had last, so that a lab that was restarted looks as before.</summary>
public sealed class PortMemoryTests
{
    private readonly RegistryLab _lab = new(ports: 5);
    private readonly PortMemory _memory = new();

    [Fact]
    public void A_service_that_comes_back_gets_the_port_that_it_had_and_others_get_those_freed_longest_ago()
    {
        FakeHolder first = _lab.Take("a");
        _lab.Registry.Leave(_lab.Take("b"));
        _lab.Registry.Leave(first);

        Assert.Equal([30003, 30001, 30004, 30002, 30005], PortsOf("c a d b e"));
    }

    [Fact]
    public void Its_port_is_another_s_when_all_others_are_taken_and_then_it_gets_any()
    {
        _lab.Registry.Leave(_lab.Take("a"));
        Assert.Equal([30002, 30003, 30004, 30005, 30001], PortsOf("c d e f g"));
        _lab.Registry.Leave(_lab.Registry.InOrder[0].Holder);

        Assert.Equal(30002, PortOf("a"));
    }

    [Theory]
    [InlineData("a", "v")]
    [InlineData("b", "u")]
    public void Another_user_or_another_service_does_not_get_it(string service, string user)
    {
        _lab.Registry.Leave(_lab.Take("a"));

        Assert.Equal(30002, _lab.Registry.Allocate(new FakeHolder(), service, user).Port);
    }

    [Fact]
    public void Nor_does_another_verified_user_who_gives_the_same_name()
    {
        _memory.Remember(30001, new ServiceKey("a", "u", 1000), "a");

        Assert.Equal(30001, _memory.Find(new ServiceKey("a", "u", 1000), "a"));
        Assert.Equal(0, _memory.Find(new ServiceKey("a", "u", 1001), "a"));
        Assert.Equal(0, _memory.Find(new ServiceKey("a", "u", null), "a"));
    }

    [Fact]
    public void One_that_another_program_has_meanwhile_is_not_given()
    {
        _lab.Registry.Leave(_lab.Take("a"));
        _lab.Probe.InUse.Add(30001);

        Assert.Equal(30002, PortOf("a"));
    }

    [Theory]
    [InlineData(true, 30001)]
    [InlineData(false, 30002)]
    public void One_with_closed_connections_is_given_if_its_server_can_bind_it(bool isReusable, int expected)
    {
        _lab.Registry.Leave(_lab.Take("a"));
        (isReusable ? _lab.Probe.Reusable : _lab.Probe.Closing).Add(30001);

        Assert.Equal(expected, PortOf("a"));
    }

    [Fact]
    public void Instances_get_the_ports_that_they_had_in_whatever_order_they_left()
    {
        FakeHolder plain = _lab.Take("s");
        FakeHolder second = _lab.Take("s");
        FakeHolder third = _lab.Take("s");
        foreach (FakeHolder holder in new[] { plain, third, second })
            _lab.Registry.Leave(holder);

        Assert.Equal([30001, 30002, 30003, 30004], Enumerable.Range(0, 4).Select(_ => PortOf("s")));
    }

    [Fact]
    public void An_instance_that_is_back_while_another_has_its_name_gets_its_port()
    {
        FakeHolder plain = _lab.Take("s");
        _lab.Take("s");
        _lab.Registry.Leave(plain);

        Assert.Equal(30001, PortOf("s"));
        Assert.Equal("30002 s u, 30001 s_1 u", _lab.Rows);
    }

    [Fact]
    public void A_number_that_was_chosen_before_there_was_no_port_is_free_again()
    {
        var lab = new RegistryLab(ports: 1);
        lab.Take("s");
        Assert.Equal("no free ports", lab.Registry.Allocate(new FakeHolder(), "s", "u").Refusal);
        Assert.Equal("no free ports", lab.Registry.Allocate(new FakeHolder(), "s", "u").Refusal);
        lab.Registry.Leave(lab.Registry.InOrder.Single().Holder);

        lab.Take("s");

        Assert.Equal("30001 s u", lab.Rows);
    }

    [Fact]
    public void After_a_restart_ports_that_are_remembered_are_given_to_others_last()
    {
        _memory.Remember(30003, new ServiceKey("late", "u", null), "late");
        _memory.Remember(30001, new ServiceKey("a", "u", null), "a");
        var pool = new PortPool(PortRanges.Between(30001, 30005), [], new FakeProbe());
        var registry = new Registry(pool, DuplicatePolicy.Number, new Limits(), TimeProvider.System, memory: _memory);
        registry.DeferRemembered();
        var holder = new FakeHolder();

        Assert.Equal(
            [30002, 30004, 30001, 30005, 30003],
            "x y a z w".Split(' ').Select(service => registry.Allocate(holder, service, "u").Port));
    }

    [Fact]
    public void A_port_is_remembered_for_the_service_that_had_it_last_and_for_no_other()
    {
        _memory.Remember(30001, new ServiceKey("a", "u", null), "a");
        _memory.Remember(30001, new ServiceKey("b", "u", null), "b");

        Assert.Equal(0, _memory.Find(new ServiceKey("a", "u", null), "a"));
        Assert.Equal(30001, _memory.Find(new ServiceKey("b", "u", null), "b"));
        _memory.Forget(30001);
        Assert.Equal(0, _memory.Find(new ServiceKey("b", "u", null), "b"));
        Assert.Empty(_memory.OldestFirst);
    }

    [Theory]
    [InlineData(3, 30004)]
    [InlineData(2, 30020)]
    public void Of_many_instances_the_latest_17_are_looked_at(int instance, int port)
    {
        var service = new ServiceKey("s", "u", null);
        for (int i = 0; i < 20; i++)
            _memory.Remember(30001 + i, service, $"s_{i}");

        Assert.Equal(port, _memory.Find(service, $"s_{instance}"));
    }

    [Fact]
    public void So_many_are_remembered_and_no_more()
    {
        for (int i = 0; i < 3 * PortMemory.Max; i++)
            _memory.Remember(1 + i, new ServiceKey($"s{i}", "u", null), $"s{i}");

        Assert.Equal(Enumerable.Range(1 + (2 * PortMemory.Max), PortMemory.Max), _memory.OldestFirst.Select(r => r.Port));
        Assert.Equal(0, _memory.Find(new ServiceKey("s0", "u", null), "s0"));
    }

    private IEnumerable<int> PortsOf(string services) => services.Split(' ').Select(PortOf);

    private int PortOf(string service) => _lab.Take(service).Held.Single().Port;
}
