using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class RefusalTextTests
{
    [Theory]
    [InlineData("no free ports", PortRefusalReason.NoFreePorts)]
    [InlineData("h (::1) : Only local applications get ports", PortRefusalReason.NotLocal)]
    [InlineData("port 30001 is in use by s of u", PortRefusalReason.InUse)]
    [InlineData("port 30001 is kept for u, who had it before the restart", PortRefusalReason.InUse)]
    [InlineData("port 30001 is not in the pool", PortRefusalReason.NotInPool)]
    [InlineData("port 30001 is not held by this connection", PortRefusalReason.NotYours)]
    [InlineData("this connection is u's, and not v's", PortRefusalReason.NotYours)]
    [InlineData("the system does not tell whether this connection is u's", PortRefusalReason.NotYours)]
    [InlineData("only u may advertise s, and this connection is v's", PortRefusalReason.NotYours)]
    [InlineData("s is already advertised by u", PortRefusalReason.AlreadyAdvertised)]
    [InlineData("s of u was advertised before the restart, and may come back", PortRefusalReason.AlreadyAdvertised)]
    [InlineData("this connection holds 7 ports, which is the limit", PortRefusalReason.LimitReached)]
    [InlineData("u holds 7 ports, which is the limit", PortRefusalReason.LimitReached)]
    [InlineData("the system cannot tell which ports are free: it is out of memory", PortRefusalReason.Busy)]
    public void A_refusal_has_the_reason_that_its_words_say(string text, PortRefusalReason reason) => Assert.Equal(reason, RefusalText.ReasonOf(text));

    [Theory]
    [InlineData("no free ports is already advertised by u", PortRefusalReason.AlreadyAdvertised)]
    [InlineData("port 30001 is in use by a of b ports, which is the limit", PortRefusalReason.InUse)]
    [InlineData("port 7 of u was advertised before the restart, and may come back", PortRefusalReason.AlreadyAdvertised)]
    [InlineData("port 7 holds 9 ports, which is the limit", PortRefusalReason.LimitReached)]
    [InlineData("port of call is already advertised by u", PortRefusalReason.AlreadyAdvertised)]
    [InlineData("port of call holds 7 ports, which is the limit", PortRefusalReason.LimitReached)]
    public void Names_in_it_may_hold_words_of_another(string text, PortRefusalReason reason) => Assert.Equal(reason, RefusalText.ReasonOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("a reason of a later version")]
    [InlineData("no free ports today")]
    [InlineData("port 0 is in use by s of u")]
    [InlineData("port x is not in the pool")]
    [InlineData("port 30001 is blue")]
    [InlineData("port 30001")]
    [InlineData("sport 30001 is not in the pool")]
    public void Any_other_text_has_none_that_is_known(string text) => Assert.Equal(PortRefusalReason.Unknown, RefusalText.ReasonOf(text));
}
