using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

public class SortedAllocationsTests
{
    private readonly SortedAllocations _rows = new();

    private string[] InOrder => [.. _rows.InOrder.Select(a => $"{a.User}/{a.Service}/{a.Port}")];

    [Fact]
    public void What_was_added_is_in_the_order_of_a_listing_whenever_one_looks()
    {
        Assert.Empty(InOrder);
        _rows.Add(New(1, "s", "v"));
        Assert.Equal(["v/s/1"], InOrder);

        _rows.Add(New(2, "t", "u"));
        _rows.Add(New(3, "a", "w"));
        _rows.Add(New(4, "s", "u"));
        Assert.Equal(["u/s/4", "u/t/2", "v/s/1", "w/a/3"], InOrder);
        Assert.Equal(["u/s/4", "u/t/2", "v/s/1", "w/a/3"], InOrder);
    }

    [Fact]
    public void What_was_removed_is_gone_whether_anybody_saw_it_or_not()
    {
        Allocation seen = New(1, "s", "u");
        Allocation unseen = New(2, "t", "u");
        _rows.Add(seen);
        _rows.Add(New(3, "r", "u"));
        Assert.Equal(2, InOrder.Length);

        _rows.Add(unseen);
        _rows.Remove(unseen);
        _rows.Remove(seen);
        Assert.Equal(["u/r/3"], InOrder);
    }

    [Fact]
    public void One_that_gets_another_name_moves_to_its_new_place()
    {
        Allocation renamed = New(1, "s", "u");
        _rows.Add(New(2, "m", "u"));
        _rows.Add(renamed);
        Assert.Equal(["u/m/2", "u/s/1"], InOrder);

        _rows.Remove(renamed);
        renamed.Service = "a";
        _rows.Add(renamed);
        Assert.Equal(["u/a/1", "u/m/2"], InOrder);
    }

    [Fact]
    public void One_that_gets_another_name_and_goes_before_anybody_looks_is_gone()
    {
        Allocation renamed = New(1, "s", "u");
        _rows.Add(renamed);
        Assert.Single(InOrder);

        _rows.Remove(renamed);
        renamed.Service = "a";
        _rows.Add(renamed);
        _rows.Remove(renamed);
        Assert.Empty(InOrder);
    }

    private static Allocation New(int port, string service, string user) =>
        new(port, service, service, user, DateTimeOffset.UnixEpoch, new FakeHolder(), requestPosition: 0);
}
