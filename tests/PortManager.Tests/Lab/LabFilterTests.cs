using PortManager.Lab;

namespace PortManager.Tests.Lab;

public class LabFilterTests
{
    [Theory]
    [InlineData(null, null, null, null, true)]
    [InlineData("RingMaster", "Ring", "fox", "daq1", true)]
    [InlineData(null, null, "vixen", null, true)]
    [InlineData("Ring", null, null, null, false)]
    [InlineData("ringmaster", null, null, null, false)]
    [InlineData(null, "Master", null, null, false)]
    [InlineData(null, null, "wolf", null, false)]
    [InlineData(null, null, null, "daq10", false)]
    [InlineData("RingMaster", "Ring", "wolf", "daq1", false)]
    public void A_service_matches_if_all_that_is_given_does(string? service, string? beginsWith, string? user, string? host, bool matches) =>
        Assert.Equal(matches, new LabFilter(service, beginsWith, user, host).Matches(new LabService("daq1", 30001, "RingMaster", "fox") { VerifiedUser = "vixen" }));
}
