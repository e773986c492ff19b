using PortManager.Client;

namespace PortManager.Tests.Client;

public sealed class UserNameTests
{
    [Theory]
    [InlineData("LOGNAME=a USER=b LNAME=c USERNAME=d", "a")]
    [InlineData("USER=b LNAME=c USERNAME=d", "b")]
    [InlineData("LNAME=c USERNAME=d", "c")]
    [InlineData("USERNAME=d", "d")]
    [InlineData("LOGNAME= USER=b", "b")]
    [InlineData("HOME=e", "root")]
    public void The_name_is_found_as_getpass_finds_it(string environment, string user)
    {
        Dictionary<string, string> variables = environment.Split(' ').Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);
        Assert.Equal(user, UserName.Find(variables.GetValueOrDefault, () => "root", () => "0"));
    }

    [Fact]
    public void A_user_without_a_name_is_known_by_the_number() =>
        Assert.Equal("4711", UserName.Find(name => name == "LOGNAME" ? "" : null, () => "", () => "4711"));

    [Fact]
    public void The_password_file_names_the_user_of_this_process() =>
        Assert.NotEmpty(UserName.Find(_ => null, () => Environment.UserName, () => ""));

    [Fact]
    public void Someone_runs_this_process() => Assert.NotEmpty(UserName.OfThisProcess());
}
