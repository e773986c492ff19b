using PortManager.Protocol;

namespace PortManager.Tests.Server.Allocations;

public class SharedRegistryTests
{
    private readonly Lab _lab = new();

    [Fact]
    public void An_empty_listing_says_so() => Assert.Equal("OK 0\n", _lab.Shared.Listed());

    [Fact]
    public void A_listing_has_a_row_for_each_allocation_in_order()
    {
        _lab.Take("s", "v");
        _lab.Take("Epics Display", "fox");
        _lab.Take("a{b", "u");

        Assert.Equal("OK 3\n30002 {Epics Display} fox\n30003 a\\{b u\n30001 s v\n", _lab.Shared.Listed());
    }

    [Fact]
    public void A_listing_is_renewed_by_every_kind_of_change()
    {
        FakeHolder first = _lab.Take("s");
        Assert.Equal("OK 1\n30001 s u\n", _lab.Shared.Listed());

        FakeHolder second = _lab.Take("s");
        Assert.Equal("OK 2\n30001 s u\n30002 s_1 u\n", _lab.Shared.Listed());

        _lab.Shared.Leave(first);
        Assert.Equal("OK 1\n30002 s u\n", _lab.Shared.Listed());

        _lab.Shared.Claim(first, 30005, "t", "u");
        Assert.Equal("OK 2\n30002 s u\n30005 t u\n", _lab.Shared.Listed());

        _lab.Shared.Free(second, 30002);
        Assert.Equal("OK 1\n30005 t u\n", _lab.Shared.Listed());
    }

    [Fact]
    public void A_listing_that_was_handed_out_does_not_change()
    {
        _lab.Take("s");
        ReadOnlyMemory<byte> listing = _lab.Shared.Listing();
        byte[] before = listing.ToArray();

        _lab.Take("t");
        _lab.Shared.Listing();

        Assert.Equal(before, listing.ToArray());
    }

    [Theory]
    [InlineData(null, null, null, "OK 4\n30001 s u\n30002 s_1 u\n30004 t u\n30003 s v\n")]
    [InlineData("s", null, null, "OK 2\n30001 s u\n30003 s v\n")]
    [InlineData(null, "s", null, "OK 3\n30001 s u\n30002 s_1 u\n30003 s v\n")]
    [InlineData(null, "", null, "OK 4\n30001 s u\n30002 s_1 u\n30004 t u\n30003 s v\n")]
    [InlineData(null, "s_", null, "OK 1\n30002 s_1 u\n")]
    [InlineData(null, null, "v", "OK 1\n30003 s v\n")]
    [InlineData("s", "s", "u", "OK 1\n30001 s u\n")]
    [InlineData("s", "t", null, "OK 0\n")]
    [InlineData("S", null, null, "OK 0\n")]
    public void FIND_gives_the_rows_that_match_all_that_is_asked(string? service, string? prefix, string? user, string reply)
    {
        _lab.Take("s");
        _lab.Take("s");
        _lab.Take("s", "v");
        _lab.Take("t");

        Assert.Equal(reply, _lab.Shared.Found(new PortFilter(service, prefix, user)));
    }

    [Fact]
    public void A_snapshot_has_the_rows_in_the_order_of_a_listing()
    {
        _lab.Take("s", "v");
        _lab.Take("s", "u");

        Assert.Equal([(30002, "s", "u"), (30001, "s", "v")], _lab.Shared.Snapshot());
    }

    [Fact]
    public void Busy_ports_are_looked_at_again()
    {
        _lab.Probe.InUse.Add(30001);
        _lab.Take("s");
        _lab.Probe.InUse.Clear();

        _lab.Shared.RetryBusyPorts();

        Assert.Empty(_lab.Pool.Busy);
        Assert.Equal(8, _lab.Pool.Free);
    }

    [Fact]
    public void Many_threads_at_once_never_share_a_port_or_a_name()
    {
        var lab = new Lab(ports: 50);
        Parallel.For(0, 8, thread =>
        {
            for (int round = 0; round < 500; round++)
            {
                var holder = new FakeHolder();
                for (int i = 0; i < 5; i++)
                    Assert.Null(lab.Shared.Allocate(holder, "s", "u").Refusal);
                (int Port, string Service, string User)[] rows = lab.Shared.Snapshot();
                Assert.Equal(rows.Length, rows.Select(r => r.Port).Distinct().Count());
                Assert.Equal(rows.Length, rows.Select(r => r.Service).Distinct().Count());
                Assert.StartsWith("OK ", lab.Shared.Listed(), StringComparison.Ordinal);
                lab.Shared.Leave(holder);
            }
        });

        Assert.Equal("OK 0\n", lab.Shared.Listed());
        Assert.Equal(50, lab.Pool.Free);
    }

    [Fact]
    public void Changes_settle_before_who_made_them_is_answered_and_others_may_look_meanwhile()
    {
        var listings = new List<string>();
        _lab.Shared.Settled += () =>
        {
            Task<string> other = Task.Run(() => _lab.Shared.Listed());
            Assert.True(other.Wait(Patience.Limit));
            listings.Add(other.Result);
        };

        FakeHolder holder = _lab.Take("s");
        _lab.Shared.Claim(holder, 30005, "t", "u");
        _lab.Shared.Free(holder, 30001);

        Assert.Equal(["OK 1\n30001 s u\n", "OK 2\n30001 s u\n30005 t u\n", "OK 1\n30005 t u\n"], listings);
    }

    [Fact]
    public void Who_gives_a_port_back_does_not_wait_for_one_who_looks_for_a_port()
    {
        FakeHolder first = _lab.Take("s");
        _lab.Probe.Looking = () => Assert.True(Task.Run(() => _lab.Shared.Leave(first)).Wait(Patience.Limit));

        _lab.Take("t");

        Assert.Equal("OK 1\n30002 t u\n", _lab.Shared.Listed());
    }
}
