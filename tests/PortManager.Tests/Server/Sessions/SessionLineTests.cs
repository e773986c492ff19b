using PortManager.Server;
using PortManager.Server.Sessions;

namespace PortManager.Tests.Server.Sessions;

/// <summary>Lines that are too long, too slow or no text.</summary>
public sealed class SessionLineTests : IDisposable
{
    private const int InvalidRequestId = 14;

    private readonly SessionDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("GIM", "GIM")]
    [InlineData("GIMME s u\nLI", "LI")]
    [InlineData("GET ", "GET ")]
    public void A_request_whose_end_takes_too_long_is_refused_and_frees_the_ports(string said, string shown)
    {
        Conversation client = _desk.Connect();
        client.Say(said);

        Assert.Equal($"FAIL {{Invalid request {shown}: its end takes too long}}\n", client.Expire());

        Assert.Equal(NextStep.Close, client.Next);
        Assert.Empty(_desk.Rows);
        Assert.Equal([InvalidRequestId], _desk.Log.Ids);
    }

    [Theory]
    [InlineData(600, "")]
    [InlineData(600, "\r")]
    [InlineData(4096, "")]
    [InlineData(65536, "\r")]
    public void A_line_may_be_as_long_as_the_limit_and_not_longer(int limit, string beforeEnd)
    {
        using var desk = new SessionDesk(limits: new Limits { LineLength = limit });
        string longest = "LIST".PadRight(limit);

        Assert.Equal("OK 0\n", desk.Connect().Say(longest + beforeEnd + "\n"));

        Conversation client = desk.Connect();
        Assert.StartsWith("FAIL {Invalid request LIST ", client.Say(longest + " " + beforeEnd + "\nLIST\n"), StringComparison.Ordinal);
        Assert.Equal(NextStep.Close, client.Next);
        Assert.Contains($"longer than {limit} bytes", desk.Log.Messages.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_refused_with_the_byte_that_is_too_many()
    {
        Conversation client = _desk.Connect();

        Assert.Equal("", client.Say(new string('x', 4096)));
        Assert.NotEqual("", client.Say("x"));
        Assert.Equal(NextStep.Close, client.Next);
        Assert.Equal(0, client.Unanswered);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_a_bad_request_at_every_split()
    {
        byte[] bytes = [.. "LIST\nGIMME s "u8, 0xC3, 0x28, (byte)'\n'];
        for (int split = 0; split <= bytes.Length; split++)
        {
            string replies = _desk.Connect().Send(bytes[..split], bytes[split..]);
            Assert.StartsWith("OK 0\nFAIL {Invalid request GIMME s ", replies, StringComparison.Ordinal);
        }
    }
}
