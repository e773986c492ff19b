using PortManager.Server;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Which user a request means: by what it says, and by what the kernel says.</summary>
public class RequestedUserTests
{
    private const long User = 4711;

    [Theory]
    [InlineData("LAB\\fox")]
    [InlineData("LAB\\u0041nna")]
    [InlineData("LAB\\x41")]
    [InlineData("John Smith")]
    [InlineData("LAB\\John Smith")]
    [InlineData("fox@lab.example")]
    [InlineData("LAB+fox$")]
    [InlineData("a\u00A0b")]
    public void A_client_that_puts_its_users_name_in_as_it_is_has_that_name_in_every_mode(string name)
    {
        foreach (IdentityMode mode in Enum.GetValues<IdentityMode>())
        {
            using var desk = new SessionDesk(identity: mode);
            desk.Names.Known[User] = name;
            Conversation client = desk.Connect(SessionDesk.Local(User));

            Assert.Equal("OK 30001\nOK 30002\nOK 30005\n", client.Say($"GIMME Epics Display {name}\nGIMME s {name}\nCLAIM 30005 t {name}\n"));

            Assert.Equal($"30001 Epics Display {name}, 30002 s {name}, 30005 t {name}", desk.Rows);
        }
    }

    [Fact]
    public void It_is_the_name_that_one_who_quotes_it_has_too()
    {
        using var desk = new SessionDesk(identity: IdentityMode.Enforce);
        desk.Names.Known[User] = "LAB\\fox";

        Assert.Equal(
            "OK 30001\nOK 30002\nOK 30003\n",
            desk.Connect(SessionDesk.Local(User)).Say("GIMME s LAB\\fox\nGIMME s {LAB\\fox}\nGIMME s LAB\\\\fox\n"));

        Assert.Equal("30001 s LAB\\fox, 30002 s_1 LAB\\fox, 30003 s_2 LAB\\fox", desk.Rows);
    }

    [Fact]
    public void Somebody_elses_name_is_as_the_request_gives_it()
    {
        using var desk = new SessionDesk();
        desk.Names.Known[User] = "Smith";

        desk.Connect(SessionDesk.Local(User)).Say("GIMME s LAB\\peter\nGIMME Epics Display John\n");

        Assert.Equal("30002 Epics Display John, 30001 s LAB\\peter", desk.Rows);
    }

    [Fact]
    public void A_client_without_a_name_for_its_user_gets_the_verified_one_in_every_mode()
    {
        foreach (IdentityMode mode in Enum.GetValues<IdentityMode>())
        {
            using var desk = new SessionDesk(identity: mode);
            desk.Names.Known[User] = "fox";
            Conversation client = desk.Connect(SessionDesk.Local(User));

            Assert.Equal("OK 30001\nOK 30005\n", client.Say("GIMME s \nCLAIM 30005 {a b} \r\n"));

            Assert.Equal("30005 a b fox, 30001 s fox", desk.Rows);
            Assert.Empty(desk.Log.Ids);
        }
    }

    [Theory]
    [InlineData(IdentityMode.Off)]
    [InlineData(IdentityMode.Warn)]
    public void If_the_name_does_not_come_it_gets_the_number(IdentityMode mode)
    {
        using var desk = new SessionDesk(identity: mode);
        Conversation client = desk.Connect(SessionDesk.Local(User));

        Assert.Equal("", client.Say("GIMME s \n"));
        Assert.Equal(NextStep.Suspend, client.Next);
        Assert.Equal("OK 30001\n", client.TimeOut());

        Assert.Equal("30001 s 4711", desk.Rows);
    }

    [Fact]
    public void If_the_kernel_does_not_tell_it_is_refused_and_told_so()
    {
        using var desk = new SessionDesk();
        Conversation client = desk.Connect();
        client.Say("GIMME s u\n");

        Assert.Equal(
            "FAIL {Invalid request GIMME t : no user is given, and the system does not tell whose connection this is}\n",
            client.Say("GIMME t \n"));

        Assert.Equal(NextStep.Close, client.Next);
        Assert.Empty(desk.Rows);
    }

    [Fact]
    public void A_request_of_HTTP_allocates_nothing()
    {
        using var desk = new SessionDesk();

        Assert.Equal("FAIL {Invalid request GIMME / HTTP/1.1: a request of HTTP}\n", desk.Connect().Say("GIMME / HTTP/1.1\r\nHost: x\r\n\r\n"));

        Assert.Empty(desk.Registry.Changes);
    }
}
