using System.Buffers;
using System.Text;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Tests.Server.Sessions;

namespace PortManager.Tests.Server.Allocations;

/// <summary>The replies to LIST and FIND.</summary>
public sealed class ListingsTests : IDisposable
{
    private readonly SessionDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void An_empty_listing_says_so() => Assert.Equal("OK 0\n", _desk.Listed);

    [Fact]
    public void A_listing_has_a_row_for_each_allocation_in_order()
    {
        _desk.Take("s", "v");
        _desk.Take("Epics Display", "fox");
        _desk.Take("a{b", "u");

        Assert.Equal("OK 3\n30002 Epics\\u0020Display fox\n30003 a\\{b u\n30001 s v\n", _desk.Listed);
    }

    [Fact]
    public void A_listing_is_renewed_by_every_kind_of_change()
    {
        FakeHolder first = _desk.Take("s");
        Assert.Equal("OK 1\n30001 s u\n", _desk.Listed);

        FakeHolder second = _desk.Take("s");
        Assert.Equal("OK 2\n30001 s u\n30002 s_1 u\n", _desk.Listed);

        _desk.Registry.Leave(first);
        Assert.Equal("OK 1\n30002 s u\n", _desk.Listed);

        _desk.Registry.Claim(first, 30005, "t", "u");
        Assert.Equal("OK 2\n30002 s u\n30005 t u\n", _desk.Listed);

        _desk.Registry.Free(second, 30002);
        Assert.Equal("OK 1\n30005 t u\n", _desk.Listed);
    }

    [Fact]
    public void A_listing_that_was_handed_out_does_not_change()
    {
        _desk.Take("s");
        ReadOnlyMemory<byte> listing = _desk.Listings.All;
        byte[] before = listing.ToArray();

        _desk.Take("t");
        _ = _desk.Listings.All;

        Assert.Equal(before, listing.ToArray());
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    public void A_row_is_found_by_the_name_of_its_verified_user_whatever_that_users_number_is(long owner)
    {
        var filter = new RowFilter(new PortFilter(null, null, "verified"), number => number == owner ? "verified" : "other");

        Assert.True(filter.Matches("s", "u", owner));
        Assert.False(filter.Matches("s", "u", owner + 1));
        Assert.False(filter.Matches("s", "u", null));
    }

    [Fact]
    public void A_listing_is_made_once_for_all_who_ask_between_two_changes()
    {
        _desk.Take("s");

        Assert.True(_desk.Listings.All.Equals(_desk.Listings.All));
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
        _desk.Take("s");
        _desk.Take("s");
        _desk.Take("s", "v");
        _desk.Take("t");

        Assert.Equal(reply, Found(new PortFilter(service, prefix, user)));
    }

    [Fact]
    public void The_allocations_are_in_the_order_of_a_listing()
    {
        _desk.Take("s", "v");
        _desk.Take("s", "u");

        Assert.Equal("30002 s u, 30001 s v", _desk.Rows);
    }

    [Fact]
    public void Busy_ports_are_looked_at_again()
    {
        _desk.Probe.InUse.Add(30001);
        _desk.Take("s");
        _desk.Probe.InUse.Clear();

        _desk.Pool.RetryBusy();

        Assert.Empty(_desk.Pool.Busy);
        Assert.Equal(8, _desk.Pool.Free);
    }

    [Fact]
    public void Many_holders_that_come_and_go_never_share_a_port_or_a_name()
    {
        using var desk = new SessionDesk(ports: 50);
        var random = new Random(1);
        FakeHolder[] holders = [.. Enumerable.Range(0, 10).Select(_ => new FakeHolder())];
        for (int round = 0; round < 4000; round++)
        {
            FakeHolder holder = holders[random.Next(holders.Length)];
            if (holder.HoldsPorts)
                desk.Registry.Leave(holder);
            for (int i = random.Next(5); i >= 0; i--)
                Assert.Null(desk.Registry.Allocate(holder, "s", "u").Refusal);

            Assert.Equal(desk.Registry.Count, desk.Registry.InOrder.Select(a => a.Port).Distinct().Count());
            Assert.Equal(desk.Registry.Count, desk.Registry.InOrder.Select(a => a.Service).Distinct().Count());
            Assert.Equal($"OK {desk.Registry.Count}", desk.Listed.Split('\n')[0]);
        }

        foreach (FakeHolder holder in holders)
            desk.Registry.Leave(holder);
        Assert.Equal("OK 0\n", desk.Listed);
        Assert.Equal(50, desk.Pool.Free);
    }

    private string Found(PortFilter filter)
    {
        var output = new ArrayBufferWriter<byte>();
        _desk.Listings.Write(output, filter);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
