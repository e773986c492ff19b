using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class PortFilterTests
{
    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("RingMaster", null, null, true)]
    [InlineData("Ring", null, null, false)]
    [InlineData("ringmaster", null, null, false)]
    [InlineData(null, "", null, true)]
    [InlineData(null, "Ring", null, true)]
    [InlineData(null, "ring", null, false)]
    [InlineData(null, "RingMaster_", null, false)]
    [InlineData("RingMaster", "Ring", "fox", true)]
    [InlineData("RingMaster", "Epics", null, false)]
    [InlineData("Ring", "Ring", null, false)]
    [InlineData(null, null, "fox", true)]
    [InlineData(null, null, "fo", false)]
    [InlineData("Ring", null, "fox", false)]
    [InlineData("RingMaster", "Ring", "ant", false)]
    public void Each_criterion_that_is_given_has_to_match(string? service, string? prefix, string? user, bool matches)
    {
        var filter = new PortFilter(service, prefix, user);

        Assert.Equal(matches, filter.Matches("RingMaster", "fox"));
        Assert.Equal(matches, filter.Matches("RingMaster", "fox", null));
        Assert.Equal(matches, filter.Matches("RingMaster", "root", "fox"));
    }

    [Theory]
    [InlineData("root", true)]
    [InlineData("fox", true)]
    [InlineData("ant", false)]
    public void A_user_is_found_by_either_name(string user, bool matches)
    {
        Assert.Equal(matches, new PortFilter(User: user).Matches("RingMaster", "root", "fox"));
        Assert.False(new PortFilter("Ring", User: user).Matches("RingMaster", "root", "fox"));
    }
}
