using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Pool;

/// <summary>Ranges as sets: what is in both, in either, or fulfils a condition.</summary>
public sealed class PortRangesSetTests
{
    [Fact]
    public void What_two_have_in_common_is_listed_and_counted()
    {
        PortRanges both = Ranges("1-5,9,20-30").InCommonWith(Ranges("4-9,30,40"));

        Assert.Equal("4-5,9,30", both.ToString());
        Assert.Equal(4, both.Count);
    }

    [Fact]
    public void Two_together_have_each_port_once()
    {
        PortRanges together = Ranges("1-5,9").With(Ranges("4-7,30"));

        Assert.Equal("1-7,9,30", together.ToString());
        Assert.Equal(9, together.Count);
    }

    [Fact]
    public void Those_that_fulfil_a_condition_are_left()
    {
        PortRanges even = Ranges("1-5,9,20").Where(port => port % 2 == 0);

        Assert.Equal("2,4,20", even.ToString());
        Assert.Equal(3, even.Count);
    }

    [Fact]
    public void The_lowest_and_the_highest_are_its_bounds() =>
        Assert.Equal((4, 30), (Ranges("9,4-5,30").Lowest, Ranges("9,4-5,30").Highest));

    [Fact]
    public void Without_a_port_there_is_no_lowest_and_no_highest() =>
        Assert.Equal((0, 0), (PortRanges.None.Lowest, PortRanges.None.Highest));

    private static PortRanges Ranges(string text)
    {
        Assert.True(PortRanges.TryParse(text, out PortRanges? ranges));
        return ranges;
    }
}
