using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Connections that do not speak the line protocol.</summary>
public sealed class SessionHttpTests : IDisposable
{
    private readonly SessionDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", true, nameof(NextStep.Http), "")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", false, nameof(NextStep.Close), "FAIL {Invalid request GET / HTTP/1.1: an unknown request}\n")]
    [InlineData("LIST\nGET / HTTP/1.1\r\n\r\n", true, nameof(NextStep.Close), "OK 0\nFAIL {Invalid request GET / HTTP/1.1: an unknown request}\n")]
    public void HTTP_is_spoken_from_the_first_byte_on_or_not_at_all(string requests, bool mayBeHttp, string next, string replies)
    {
        for (int split = 0; split <= requests.Length; split++)
        {
            Conversation client = _desk.Connect(mayBeHttp: mayBeHttp);
            Assert.Equal(replies, client.Say(requests[..split], requests[split..]));
            Assert.Equal(next, $"{client.Next}");
        }
    }

    [Fact]
    public void All_bytes_of_one_that_speaks_HTTP_are_left_for_the_web_server()
    {
        Conversation client = _desk.Connect();

        foreach (char c in "GET ")
            client.Say($"{c}");
        Assert.Equal(NextStep.Continue, client.Next);
        Assert.True(client.Session.IsOpening);
        client.Say("/ HTTP/1.1\r\n");

        Assert.Equal(NextStep.Http, client.Next);
        Assert.Equal("GET / HTTP/1.1\r\n".Length, client.Unanswered);
    }

    [Fact]
    public void A_TLS_hello_is_answered_with_an_alert_at_every_split()
    {
        byte[] hello = [0x16, 0x03, 0x01, 0x02, 0x00, 0x01];
        for (int split = 0; split <= hello.Length; split++)
        {
            Conversation client = _desk.Connect();
            Assert.Equal("\u0015\u0003\u0001\u0000\u0002\u0002(", client.Send(hello[..split], hello[split..]));
            Assert.Equal(NextStep.Close, client.Next);
            Assert.Equal(0, client.Unanswered);
        }

        Assert.All(_desk.Log.Messages, line => Assert.Matches("a TLS hello.*TLS is not spoken here", line));
        Assert.NotEmpty(_desk.Log.Messages);
    }
}
