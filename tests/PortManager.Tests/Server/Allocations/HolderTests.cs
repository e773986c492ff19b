using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

public class HolderTests
{
    private readonly FakeHolder _holder = new();

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, "")]
    [InlineData(new[] { 2, 1, 0 }, "")]
    [InlineData(new[] { 1 }, "1 3")]
    [InlineData(new[] { 0 }, "2 3")]
    [InlineData(new[] { 2 }, "1 2")]
    [InlineData(new[] { 1, 0 }, "3")]
    public void What_is_left_keeps_its_order_whichever_go(int[] leaving, string left)
    {
        Allocation[] ports = [Add(1), Add(2), Add(3)];

        foreach (int i in leaving)
            _holder.Remove(ports[i]);

        Assert.Equal(left, Ports);
        Assert.Equal(3 - leaving.Length, _holder.Count);
    }

    [Fact]
    public void One_that_went_and_came_back_is_the_last()
    {
        Allocation first = Add(1);
        Add(2);

        _holder.Remove(first);
        _holder.Add(first);

        Assert.Equal("2 1", Ports);
    }

    [Fact]
    public void One_that_moves_to_another_holder_is_only_there()
    {
        var other = new FakeHolder();
        Allocation first = Add(1);
        Add(2);

        _holder.Remove(first);
        other.Add(first);

        Assert.Equal("2", Ports);
        Assert.Equal([first], other.Held);
    }

    private string Ports => string.Join(' ', _holder.Held.Select(a => a.Port));

    private Allocation Add(int port)
    {
        var allocation = new Allocation(port, "s", "s", "u", default, _holder, requestPosition: 0);
        _holder.Add(allocation);
        return allocation;
    }
}
