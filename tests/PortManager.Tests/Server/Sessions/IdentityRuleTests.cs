using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PortManager.Server;
using PortManager.Server.Identity;
using PortManager.Server.Native;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Who may advertise under which name, also while the directory service hangs.</summary>
public class IdentityRuleTests
{
    private const long User = 4711;

    private static readonly Peer s_peer = SessionDesk.Local(User);

    [Theory]
    [InlineData("user7")]
    [InlineData("4711")]
    public void A_user_that_is_not_known_in_time_is_refused_and_its_next_request_is_not(string user)
    {
        using var desk = new SessionDesk(identity: IdentityMode.Enforce);
        Conversation client = desk.Connect(s_peer);

        Assert.Equal("", client.Say($"GIMME s {user}\n"));
        Assert.Equal(NextStep.Suspend, client.Next);
        Assert.Equal($"FAIL {{the system does not tell whether this connection is {user}'s}}\n", client.TimeOut());
        desk.Names.Known[User] = user;

        Assert.Equal("OK 30001\n", client.Say($"GIMME s {user}\n"));
        Assert.Equal($"FAIL {{this connection is {user}'s, and not other's}}\n", client.Say("GIMME s other\n"));
    }

    [Fact]
    public void A_name_that_comes_while_it_is_waited_for_decides()
    {
        using var desk = new SessionDesk(identity: IdentityMode.Enforce);
        Conversation client = desk.Connect(s_peer);
        Assert.Equal("OK 0\n", client.Say("LIST\nGIMME s fox\nGIMME t other\nLIST\n"));

        desk.Names.Known[User] = "fox";

        Assert.Equal("OK 30001\nFAIL {this connection is fox's, and not other's}\nOK 1\n30001 s fox\n", client.Resume());
    }

    [Fact]
    public void A_request_is_suspended_again_as_long_as_nothing_has_come()
    {
        using var desk = new SessionDesk(identity: IdentityMode.Enforce);
        Conversation client = desk.Connect(s_peer);
        client.Say("GIMME s fox\n");

        Assert.Equal("", client.Resume());
        Assert.Equal(NextStep.Suspend, client.Next);
        Assert.StartsWith("FAIL {the system does not tell ", client.TimeOut(), StringComparison.Ordinal);

        client.Say("GIMME s fox\n");
        Assert.Equal(NextStep.Suspend, client.Next);
    }

    [Fact]
    public void Nothing_but_a_request_for_a_port_waits_for_a_name()
    {
        using var desk = new SessionDesk(identity: IdentityMode.Enforce);
        Conversation client = desk.Connect(s_peer);

        string replies = client.Say("LIST\nFIND\nFREE 1\nWATCH\nDETAIL\nVERSION\nSTATUS\n");

        Assert.Equal(NextStep.Continue, client.Next);
        Assert.NotEmpty(replies);
    }

    [Fact]
    public void Requests_that_come_while_one_is_suspended_are_answered_behind_it_at_every_split()
    {
        const string Requests = "GIMME s fox\nLIST\nFREE 30001\nLIST\n";
        for (int split = 0; split <= Requests.Length; split++)
        {
            using var desk = new SessionDesk();
            Conversation client = desk.Connect(s_peer);
            Assert.Equal("", client.Say(Requests[..split], Requests[split..]));

            Assert.Equal("OK 30001\nOK 1\n30001 s fox\nOK 30001\nOK 0\n", client.TimeOut());
        }
    }

    [Fact]
    public void If_the_difference_is_only_shown_it_is_the_number_at_first_and_the_name_later()
    {
        const int AllocatedInNameId = 16;
        using var desk = new SessionDesk(identity: IdentityMode.Warn);
        Conversation client = desk.Connect(s_peer);

        client.Say("GIMME s fox\n");
        Assert.Equal("OK 30001\n", client.TimeOut());
        Assert.Equal("4711", client.Connection.OwnerName);
        EndTurn();
        desk.Names.Known[User] = "user7";
        Assert.Equal("OK 30002\n", client.Say("GIMME t fox\n"));
        Assert.Equal("user7", client.Connection.OwnerName);
        EndTurn();

        Assert.Equal([AllocatedInNameId, AllocatedInNameId], desk.Log.Ids);
        Assert.Contains("4711", desk.Log.Messages.First(), StringComparison.Ordinal);
        Assert.Contains("user7", desk.Log.Messages.Last(), StringComparison.Ordinal);

        void EndTurn()
        {
            desk.Events.Changed(desk.Registry.Changes);
            desk.Registry.Changes.Clear();
        }
    }

    [Theory]
    [InlineData(IdentityMode.Off, 4711L, "other", true)]
    [InlineData(IdentityMode.Warn, 4711L, "other", true)]
    [InlineData(IdentityMode.Enforce, 4711L, "other", false)]
    [InlineData(IdentityMode.Enforce, 4711L, "fox", true)]
    [InlineData(IdentityMode.Enforce, 0L, "other", true)]
    [InlineData(IdentityMode.Enforce, null, "fox", false)]
    [InlineData(IdentityMode.Warn, null, "fox", true)]
    public void Only_root_may_be_anyone_if_it_is_enforced(IdentityMode mode, long? owner, string user, bool isAllowed)
    {
        foreach (string request in new[] { "GIMME s", "CLAIM 30001 s" })
        {
            using var desk = new SessionDesk(identity: mode);
            desk.Names.Known[User] = "fox";
            desk.Names.Known[0] = "root";

            string reply = desk.Connect(SessionDesk.Local(owner)).Say($"{request} {user}\n");

            Assert.Equal(isAllowed ? "OK 30001\n" : "FAIL", isAllowed ? reply : reply[..4]);
        }
    }

    [Fact]
    public void No_name_is_waited_for_if_nobody_cares()
    {
        using var desk = new SessionDesk(identity: IdentityMode.Off);

        Assert.Equal("OK 30001\n", desk.Connect(s_peer).Say("GIMME s fox\n"));
    }

    [Fact]
    public void A_port_on_which_another_users_process_listens_cannot_be_claimed()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var desk = new SessionDesk(ports: ushort.MaxValue - SessionDesk.FirstPort);
        Assert.SkipWhen(port < SessionDesk.FirstPort, "the system gives out other ports");
        Assert.SkipWhen(!desk.Listened.Now().AreKnown, "the kernel does not tell who listens");
        uint owner = LibC.EffectiveUser();
        desk.Names.Known[User] = "fox";
        desk.Names.Known[owner] = "owner";
        string claim = string.Create(CultureInfo.InvariantCulture, $"CLAIM {port} s fox\n");

        Assert.Equal($"FAIL {{port {port} is in use by a process of user owner}}\n", desk.Connect(s_peer).Say(claim));
        Assert.Equal(
            $"FAIL {{port {port} is in use by a process of user owner, and the system does not tell whose connection this is}}\n",
            desk.Connect().Say(claim));
        Assert.Equal($"OK {port}\n", desk.Connect(SessionDesk.Local(owner)).Say(claim));
    }
}
