using PortManager.Protocol;

namespace PortManager.Tests.Protocol;

public class PastedUserTests
{
    [Theory]
    [InlineData("GIMME s LAB\\fox", "LAB\\fox", "s")]
    [InlineData("GIMME Epics Display John Smith", "John Smith", "Epics Display")]
    [InlineData("GIMME {Epics Display} LAB\\John Smith", "LAB\\John Smith", "Epics Display")]
    [InlineData("GIMME s\tfox ", "fox", "s")]
    [InlineData("GIMME s LAB\\u0041", "LAB\\u0041", "s")]
    [InlineData("GIMME a\\ b \"x\"", "\"x\"", "a b")]
    [InlineData("GIMME s é ü", "é ü", "s")]
    public void A_line_that_ends_in_the_verified_users_name_means_that_user(string line, string user, string service)
    {
        Assert.All(Wire.EverySplit(Wire.Bytes(line)), split => Assert.Equal(new Request.Gimme(service, user), PastedUser.TryRead(split, user)));
        string claim = line.Replace("GIMME", "CLAIM 30001", StringComparison.Ordinal);
        Assert.Equal(new Request.Claim(30001, service, user), PastedUser.TryRead(Wire.Sequence(claim), user));
        string unique = line.Replace("GIMME", "UNIQUE", StringComparison.Ordinal);
        Assert.Equal(new Request.Gimme(service, user, IsUnique: true), PastedUser.TryRead(Wire.Sequence(unique), user));
    }

    [Theory]
    [InlineData("GIMME s LAB\\fox", "fox")]
    [InlineData("GIMME s LAB\\fox", "LAB\\FOX")]
    [InlineData("GIMME John Smith", "John Smith")]
    [InlineData("GIMME", "GIMME")]
    [InlineData("fox", "fox")]
    [InlineData("LIST fox", "fox")]
    [InlineData("CLAIM x s fox", "fox")]
    [InlineData("GIMME {a b fox", "fox")]
    [InlineData("", "fox")]
    public void Any_other_line_does_not(string line, string user) => Assert.Null(PastedUser.TryRead(Wire.Sequence(line), user));

    [Fact]
    public void A_name_that_no_service_can_be_advertised_for_is_none()
    {
        string user = new('u', Names.MaxBytes + 1);

        Assert.Null(PastedUser.TryRead(Wire.Sequence($"GIMME s {user}"), user));
    }
}
