using PortManager.Server;
using PortManager.Server.Allocations;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Names that only certain users may advertise: --protect.</summary>
public class ProtectedNameTests
{
    private const long Fox = 4711;
    private const long Owl = 4712;

    [Theory]
    [InlineData("RingMaster=root", "RingMaster", "root")]
    [InlineData("Epics Display=root,LAB\\fox", "Epics Display", "root,LAB\\fox")]
    [InlineData("a=b=c", "a=b", "c")]
    [InlineData("x=0", "x", "0")]
    public void One_is_a_name_and_its_users(string text, string service, string users)
    {
        Assert.True(ProtectedName.TryParse(text, out ProtectedName? name));
        Assert.Equal((service, users), (name.Service, string.Join(',', name.Users)));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("RingMaster")]
    [InlineData("=root")]
    [InlineData("RingMaster=")]
    [InlineData("RingMaster=root,")]
    [InlineData("RingMaster=,root")]
    [InlineData("Ring\nMaster=root")]
    public void Anything_else_is_none(string text) => Assert.False(ProtectedName.TryParse(text, out _));

    [Theory]
    [InlineData("RingMaster", true)]
    [InlineData("RingMaster_1", true)]
    [InlineData("RingMaster_12_3", true)]
    [InlineData("RingMaster_", false)]
    [InlineData("RingMaster_x", false)]
    [InlineData("RingMaster_1x", false)]
    [InlineData("RingMaster1", false)]
    [InlineData("ringmaster", false)]
    [InlineData("Ring", false)]
    public void With_a_name_those_of_its_instances_are_protected(string service, bool isCovered) =>
        Assert.Equal(isCovered, new ProtectedName("RingMaster", ["root"]).Covers(service));

    [Theory]
    [InlineData("GIMME RingMaster fox")]
    [InlineData("GIMME RingMaster root")]
    [InlineData("GIMME RingMaster_1 fox")]
    [InlineData("CLAIM 30005 RingMaster fox")]
    public void Nobody_but_its_users_gets_it_in_any_mode(string request)
    {
        foreach (IdentityMode mode in Enum.GetValues<IdentityMode>())
        {
            using SessionDesk desk = Desk(mode, new ProtectedName("RingMaster", ["root", "owl"]));
            string name = request.Contains("_1", StringComparison.Ordinal) ? "RingMaster_1" : "RingMaster";
            Conversation fox = desk.Connect(SessionDesk.Local(Fox));

            Assert.Equal($"FAIL {{only root or owl may advertise {name}, and this connection is fox's}}\n", fox.Say(request + "\n"));
            Assert.Equal(
                $"FAIL {{only root or owl may advertise {name}, and the system does not tell whose connection this is}}\n",
                desk.Connect().Say(request + "\n"));

            Assert.Empty(desk.Rows);
            Assert.Equal("OK 30001\n", fox.Say("GIMME other fox\n"));
            Assert.Equal("OK 30002\nOK 30003\n", desk.Connect(SessionDesk.Local(Owl)).Say("GIMME RingMaster owl\nGIMME RingMaster owl\n"));
            Assert.Equal("30001 other fox, 30002 RingMaster owl, 30003 RingMaster_1 owl", desk.Rows);
        }
    }

    [Fact]
    public void Root_is_one_of_its_users_only_if_it_is_named()
    {
        using SessionDesk desk = Desk(IdentityMode.Enforce, new ProtectedName("RingMaster", ["owl"]));

        Assert.StartsWith("FAIL {only owl may advertise RingMaster, ", desk.Connect(SessionDesk.Local(0)).Say("GIMME RingMaster owl\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("fox")]
    public void Its_users_are_given_by_name_or_by_number(string user)
    {
        using SessionDesk desk = Desk(IdentityMode.Off, new ProtectedName("RingMaster", ["root"]), new ProtectedName("RingMaster", [user]));

        Assert.Equal("OK 30001\n", desk.Connect(SessionDesk.Local(Fox)).Say("GIMME RingMaster whoever\n"));
    }

    [Fact]
    public void A_user_whose_name_does_not_come_is_not_one_of_them()
    {
        using var desk = new SessionDesk(identity: IdentityMode.Off, protectedNames: new ProtectedName("RingMaster", ["fox"]));
        Conversation client = desk.Connect(SessionDesk.Local(Fox));

        client.Say("GIMME RingMaster fox\n");
        Assert.Equal(NextStep.Suspend, client.Next);
        Assert.StartsWith("FAIL {only fox may advertise RingMaster, ", client.TimeOut(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_gets_it_as_the_name_of_a_further_instance_of_another_service()
    {
        using SessionDesk desk = Desk(IdentityMode.Warn, new ProtectedName("s_1", ["root"]));

        desk.Connect(SessionDesk.Local(Fox)).Say("GIMME s fox\nGIMME s fox\n");

        Assert.Equal("30001 s fox, 30002 s_2 fox", desk.Rows);
    }

    [Fact]
    public void The_status_says_which_names_are_protected()
    {
        using SessionDesk desk = Desk(IdentityMode.Warn, new ProtectedName("RingMaster", ["root", "fox"]), new ProtectedName("Epics Display", ["owl"]));

        Assert.Contains("\nprotected {RingMaster=root,fox {Epics Display=owl}}\n", desk.Connect().Say("STATUS\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_counted_as_what_it_is() =>
        Assert.Equal(RefusalReason.ProtectedName, RefusalOf(new ProtectedName("RingMaster", ["root"])));

    private static RefusalReason? RefusalOf(ProtectedName name)
    {
        using var desk = new SessionDesk(protectedNames: name);
        var rule = new IdentityRule(IdentityMode.Warn, new([name]), desk.Names, desk.Listened);
        return rule.Check(default, "RingMaster", "u")?.Reason;
    }

    private static SessionDesk Desk(IdentityMode mode, params ProtectedName[] names)
    {
        var desk = new SessionDesk(identity: mode, protectedNames: names);
        desk.Names.Known[0] = "root";
        desk.Names.Known[Fox] = "fox";
        desk.Names.Known[Owl] = "owl";
        return desk;
    }
}
