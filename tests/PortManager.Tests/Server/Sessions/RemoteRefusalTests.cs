using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Any host may list; only local applications get ports. The addresses are those set aside for documentation.</summary>
public sealed class RemoteRefusalTests : IDisposable
{
    private const int RemoteRefusedId = 13;

    private readonly SessionDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("192.0.2.7", "GIMME t u")]
    [InlineData("192.0.2.7", "CLAIM 30005 t u")]
    [InlineData("2001:db8::7", "GIMME t u")]
    [InlineData("2001:db8::7", "CLAIM 30005 t u")]
    public void A_remote_client_may_list_but_gets_no_port_and_is_closed(string address, string request)
    {
        _desk.Take("s");
        string requests = $"LIST\nFIND\n{request}\nLIST\n";
        for (int split = 0; split <= requests.Length; split++)
        {
            Conversation client = _desk.Connect(SessionDesk.Remote(address));
            Assert.Equal("OK 1\n30001 s u\nOK 1\n30001 s u\n", client.Say(requests[..split], requests[split..]));
            Assert.Equal(NextStep.Suspend, client.Next);

            client.Connection.HostName = "daq7";
            Assert.Equal($"FAIL {{daq7 ({address}) : Only local applications get ports}}\n", client.Resume());
            Assert.Equal(NextStep.Close, client.Next);
            Assert.Equal(0, client.Unanswered);
        }

        Assert.Equal("30001 s u", _desk.Rows);
        Assert.All(_desk.Log.Ids, id => Assert.Equal(RemoteRefusedId, id));
        Assert.Equal(requests.Length + 1, _desk.Log.Ids.Count());
    }

    [Fact]
    public void A_remote_client_may_watch_and_cannot_free_what_others_hold()
    {
        _desk.Take("s");
        Conversation client = _desk.Connect(SessionDesk.Remote());
        _desk.EndTurn();

        Assert.Equal("FAIL {port 30001 is not held by this connection}\nOK 1\n30001 s u\n", client.Say("FREE 30001\nWATCH\n"));

        _desk.Take("t");
        Assert.Equal("+ 30002 t u\n", client.Told());
    }

    [Fact]
    public void Requests_behind_the_one_that_is_suspended_are_not_answered()
    {
        Conversation client = _desk.Connect(SessionDesk.Remote());

        Assert.Equal("", client.Say("GIMME s u\nLIST\n", "LIST\n"));

        client.Connection.HostName = "daq7";
        Assert.Equal("FAIL {daq7 (192.0.2.7) : Only local applications get ports}\n", client.Resume());
    }
}
