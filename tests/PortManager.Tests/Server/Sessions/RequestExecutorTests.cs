using PortManager.Server;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Each request with its reply, and what it does to the ports, at every split of its bytes.</summary>
public class RequestExecutorTests
{
    // Before: 30001 s u and 30002 t v are others', 30003 mine u is the connection's own.
    public static TheoryData<string, string, string> Requests => new()
    {
        { "LIST", "OK 3\n30003 mine u\n30001 s u\n30002 t v\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "FIND -user v", "OK 1\n30002 t v\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "GIMME s v", "OK 30004\n", "30003 mine u, 30001 s u, 30004 s v, 30002 t v" },
        { "GIMME s u", "OK 30004\n", "30003 mine u, 30001 s u, 30004 s_1 u, 30002 t v" },
        { "CLAIM 30005 x u", "OK 30005\n", "30003 mine u, 30001 s u, 30005 x u, 30002 t v" },
        { "CLAIM 30001 s u", "FAIL {port 30001 is in use by s of u}\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "CLAIM 30003 mine u", "FAIL {port 30003 is in use by mine of u}\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "FREE 30003", "OK 30003\n", "30001 s u, 30002 t v" },
        { "FREE 30001", "FAIL {port 30001 is not held by this connection}\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "FREE 99", "FAIL {port 99 is not held by this connection}\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "WATCH -user v", "OK 1\n30002 t v\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "VERSION", $"OK {{PortManager {Product.Version}}} CLAIM FIND FREE WATCH DETAIL STATUS UNIQUE\n", "30003 mine u, 30001 s u, 30002 t v" },
        { "nonsense", "FAIL {Invalid request nonsense: an unknown request}\n", "30001 s u, 30002 t v" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Each_request_has_its_reply(string request, string reply, string rows)
    {
        string line = request + "\n";
        for (int split = 0; split <= line.Length; split++)
        {
            using var desk = new SessionDesk();
            desk.Take("s");
            desk.Take("t", "v");
            Conversation client = desk.Connect();
            Assert.Equal("OK 30003\n", client.Say("GIMME mine u\n"));

            Assert.Equal(reply, client.Say(line[..split], line[split..]));

            Assert.Equal(rows, desk.Rows);
            Assert.Equal(request == "nonsense" ? NextStep.Close : NextStep.Continue, client.Next);
        }
    }

    [Fact]
    public void A_second_service_of_a_name_is_refused_if_so_configured()
    {
        using var desk = new SessionDesk(duplicates: DuplicatePolicy.Refuse);
        desk.Take("s");

        Assert.Equal(
            "FAIL {s is already advertised by u}\nOK 30002\n",
            desk.Connect().Say("GIMME s u\nGIMME s v\n"));
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    public void After_a_look_at_more_than_a_thousand_ports_others_have_their_turn(int held, int turns)
    {
        using var desk = new SessionDesk(ports: held);
        for (int i = 0; i < held; i++)
            desk.Take("s");
        Conversation client = desk.Connect();

        string replies = client.Say("DETAIL -user nobody\nVERSION\n");

        Assert.StartsWith("OK 0\n", replies, StringComparison.Ordinal);
        Assert.Contains("OK {PortManager ", replies, StringComparison.Ordinal);
        Assert.Equal(turns, client.Turns);
    }

    [Fact]
    public void If_every_port_is_in_use_by_other_programs_it_is_said_so()
    {
        using var desk = new SessionDesk(ports: 2);
        desk.Probe.InUse.UnionWith([30001, 30002]);

        Assert.Equal("FAIL {no free ports}\n", desk.Connect().Say("GIMME s u\n"));
    }

    [Fact]
    public void If_the_system_cannot_tell_which_ports_are_free_it_is_said_so()
    {
        using var desk = new SessionDesk(ports: 2);
        desk.Probe.IsBlind = true;

        Assert.StartsWith("FAIL {the system cannot tell ", desk.Connect().Say("GIMME s u\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_watch_is_noted_with_its_place_for_the_next_process()
    {
        using var desk = new SessionDesk();
        Conversation client = desk.Connect();

        client.Say("LIST\nWATCH -user u\n");

        Assert.Equal(5, client.Connection.Watched?.RequestPosition);
        Assert.Equal("u", client.Connection.Watched?.Filter.User);
        Assert.Equal(desk.Registry.Version, client.Session.Watch?.Position);
    }

    [Fact]
    public void A_second_watch_is_refused_and_the_first_goes_on()
    {
        using var desk = new SessionDesk();
        _ = desk.Changes;
        Conversation client = desk.Connect();

        Assert.Equal("OK 0\nFAIL {this connection watches already}\n", client.Say("WATCH -user v\nWATCH\n"));
        desk.Take("s");
        desk.Take("s", "v");

        Assert.Equal("+ 30002 s v\n", client.Told());
    }
}
