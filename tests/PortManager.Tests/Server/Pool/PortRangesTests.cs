using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

public class PortRangesTests
{
    [Theory]
    [InlineData("30001-31000", "30001-31000", 1000)]
    [InlineData("31000-30001", "30001-31000", 1000)]
    [InlineData("7", "7", 1)]
    [InlineData("7-7", "7", 1)]
    [InlineData("1-65535", "1-65535", 65535)]
    [InlineData("1,65535", "1,65535", 2)]
    [InlineData("30001-30002,32000-32002,33000", "30001-30002,32000-32002,33000", 6)]
    [InlineData("33000,32000-32002", "32000-32002,33000", 4)]
    [InlineData("1-3,3-5", "1-5", 5)]
    [InlineData("1-3,4-5", "1-5", 5)]
    [InlineData("5,5,5", "5", 1)]
    [InlineData(" 1 - 3 , 9 ", "1-3,9", 4)]
    [InlineData("007", "7", 1)]
    public void Ranges_are_read_and_written(string text, string written, int count)
    {
        Assert.True(PortRanges.TryParse(text, out PortRanges? ranges));

        Assert.Equal(written, ranges.ToString());
        Assert.Equal(count, ranges.Count);
        Assert.Equal(count, ranges.Ports.Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData("1,")]
    [InlineData(",1")]
    [InlineData("-")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1-2-3")]
    [InlineData("1--2")]
    [InlineData("0")]
    [InlineData("0-5")]
    [InlineData("65536")]
    [InlineData("1-65536")]
    [InlineData("99999999999999999999")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("0x10")]
    [InlineData("٣")]
    [InlineData("1 2")]
    [InlineData("1;2")]
    [InlineData("ports")]
    public void Junk_is_no_range(string text)
    {
        Assert.False(PortRanges.TryParse(text, out PortRanges? ranges));
        Assert.Null(ranges);
    }

    [Fact]
    public void What_it_contains_is_what_it_lists_and_nothing_else()
    {
        Assert.True(PortRanges.TryParse("1,4-6,65535", out PortRanges? ranges));

        int[] contained = [.. Enumerable.Range(-2, 65540).Where(ranges.Contains)];

        Assert.Equal([1, 4, 5, 6, 65535], contained);
        Assert.Equal(contained, ranges.Ports);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void The_bounds_of_a_range_may_be_swapped(int first, int last) =>
        Assert.Equal([1, 2, 3], PortRanges.Between(first, last).Ports);

    [Fact]
    public void The_default_is_30001_to_31000() => Assert.Equal("30001-31000", PortRanges.Default.ToString());
}
