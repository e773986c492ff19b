using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>SPEC section 6: "requests sent together", of which today all but the first are lost.</summary>
public sealed class PipelinedRequestTests
{
    [Fact]
    public async Task Requests_in_one_segment_are_all_answered_in_order()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);

        client.Send("GIMME a u\nGIMME b u\nLIST\nGIMME c u\nLIST\n");

        string[] ports = [client.ReadLine()[3..], client.ReadLine()[3..]];
        string[] two = [$"{ports[0]} a u", $"{ports[1]} b u"];
        Assert.Equal(["OK 2", .. two], Lines(client, 3));
        string third = client.ReadLine()[3..];
        Assert.Equal(["OK 3", .. two, $"{third} c u"], Lines(client, 4));
    }

    [Fact]
    public async Task What_stands_before_a_bad_line_is_answered_and_what_stands_behind_it_is_not()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);

        client.Send("LIST\nLIST\nHELLO\nLIST\n");

        Assert.Equal("OK 0\nOK 0\nFAIL {Invalid request HELLO: an unknown request}\n", client.ReadToEnd());
    }

    [Fact]
    public async Task Ten_thousand_requests_sent_before_the_first_reply_is_read_are_all_answered()
    {
        const int Requests = 10_000;
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("s");

        client.Send(string.Concat(Enumerable.Repeat("LIST\n", Requests)));

        Assert.All(Enumerable.Range(0, Requests), _ => Assert.Equal(["OK 1", $"{port} s u"], Lines(client, 2)));
    }

    private static string[] Lines(LineClient client, int count) => [.. Enumerable.Range(0, count).Select(_ => client.ReadLine())];
}
