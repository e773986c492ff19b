namespace PortManager.Tests.Server.Loop;

/// <summary>After a bad request the daemon closes its side, and reads on for a while: else the reply might be lost.</summary>
[Collection(Alone.Name)]
public sealed class LingeringCloseTests : IDisposable
{
    private readonly LoopDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void What_comes_after_a_bad_request_is_swallowed_until_the_client_closes()
    {
        LoopClient client = _desk.Connect();
        client.Send("TERMINATE\nGIMME s u\n");
        Assert.Equal("FAIL {Invalid request TERMINATE: an unknown request}\n", client.ReadToEnd());

        for (int i = 0; i < 100; i++)
            client.Send(new string('x', 100_000) + "\nGIMME s u\n");
        Assert.Equal(1, _desk.Connections);
        client.HalfClose();

        Patience.Until(() => _desk.Connections == 0);
        Assert.False(client.IsReset());
        Assert.Equal(0, _desk.Changes);
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("LIST\nnonsense\n")]
    [InlineData("GIMME s u\nnonsense\nGIMME t u\n")]
    public void The_reply_comes_whole_however_much_is_behind_the_bad_request(string requests)
    {
        for (int round = 0; round < 50; round++)
        {
            LoopClient client = _desk.Connect();
            client.Send(requests + new string('x', 50_000));
            client.HalfClose();

            Assert.EndsWith("FAIL {Invalid request nonsense: an unknown request}\n", client.ReadToEnd(), StringComparison.Ordinal);
        }

        Patience.Until(() => _desk.Connections == 0);
        Assert.Equal("", _desk.Rows);
    }

    [Fact]
    public void A_client_that_does_not_close_is_closed_after_five_seconds()
    {
        LoopClient client = _desk.Connect();
        Assert.Equal("FAIL {Invalid request nonsense: an unknown request}", client.Ask("nonsense\n"));
        Assert.Equal("", client.ReadToEnd());

        _desk.Pass(4999);
        Assert.Equal(1, _desk.Connections);
        _desk.Pass(1);
        Assert.Equal(0, _desk.Connections);
    }

    [Fact]
    public void The_ports_are_free_when_the_reply_is_there()
    {
        for (int round = 0; round < 100; round++)
        {
            LoopClient client = _desk.Connect();
            client.Ask("GIMME s u\n");
            client.Ask("nonsense\n");
            Assert.Equal("OK 0", _desk.Connect().List());
        }
    }

    [Fact]
    public void A_TLS_hello_is_answered_and_closed()
    {
        LoopClient client = _desk.Connect();
        client.Send("\u0016\u0003\u0001");

        Assert.Equal("\u0015\u0003\u0001\u0000\u0002\u0002(", client.ReadToEnd());
    }
}
