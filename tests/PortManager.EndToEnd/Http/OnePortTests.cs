using System.Text;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Two protocols on one port: what a peer sends first says which one it speaks.</summary>
public sealed class OnePortTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync(ports: 5);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public void A_request_in_segments_of_one_byte_is_answered()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        foreach (byte b in Encoding.ASCII.GetBytes(HttpPeer.Get("/healthz")))
            client.Send([b]);

        HttpAnswer answer = client.ReadAnswer();

        Assert.Equal((200, "ok\n"), (answer.Status, answer.Body));
    }

    [Fact]
    public void A_line_in_segments_of_one_byte_is_answered_though_it_begins_like_HTTP()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        foreach (byte b in "GIMME a b HTTP\nLIST\n"u8.ToArray())
            client.Send([b]);

        Assert.StartsWith("OK ", client.ReadLine(), StringComparison.Ordinal);
        Assert.Equal("OK 1", client.ReadLine());
        Assert.EndsWith(" a\\u0020b HTTP", client.ReadLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("G")]
    [InlineData("GET")]
    [InlineData("GET http:/")]
    [InlineData("PRI * HTTP/2.0")]
    public void What_may_still_become_HTTP_becomes_a_line_when_it_does_not(string beginning)
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send(beginning);

        Assert.Equal($"FAIL {{Invalid request {beginning} x: an unknown request}}", client.Ask(" x"));
    }

    [Fact]
    public void Requests_sent_together_are_answered_in_order_on_one_connection()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send(HttpPeer.Get("/healthz") + HttpPeer.Get("/nothing") + HttpPeer.Get("/api/v1/ports"));

        Assert.Equal([200, 404, 200], new[] { client.ReadAnswer().Status, client.ReadAnswer().Status, client.ReadAnswer().Status });
    }

    [Fact]
    public void HTTP_1_0_needs_no_host_and_ends_the_connection()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send("GET /healthz HTTP/1.0\r\n\r\n");

        Assert.EndsWith("\r\n\r\nok\n", client.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxys_form_of_a_request_is_one()
    {
        Assert.Equal(200, HttpPeer.Ask(_daemon.Port, HttpPeer.Get("http://localhost/healthz")).Status);
    }

    [Fact]
    public void HTTP_2_is_told_to_speak_1_1()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        // A GOAWAY frame (type 7) whose error is HTTP_1_1_REQUIRED (13).
        string frame = client.ReadToEnd();
        Assert.Equal((7, 13), (frame[3], frame[^1]));
    }

    [Fact]
    public async Task A_TLS_hello_is_answered_by_an_alert_and_the_log_says_so()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]);

        Assert.Equal("\x15\x03\x01\0\x02\x02\x28", client.ReadToEnd());
        await Eventually.Holds("it is logged", () => File.ReadAllText(_daemon.Log).Contains("a TLS hello", StringComparison.Ordinal));
    }

    [Fact]
    public void A_connection_that_says_nothing_is_told_nothing_and_served_later_in_either_way()
    {
        using LineClient idle = LineClient.Connect(_daemon.Port);
        using LineClient other = LineClient.Connect(_daemon.Port);
        Assert.Empty(other.List());
        Assert.Equal(0, idle.Socket.Available);

        idle.Send(HttpPeer.Get("/healthz"));
        Assert.Equal(200, idle.ReadAnswer().Status);
    }

    [Fact]
    public void One_that_speaks_HTTP_does_not_become_a_line_client()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send(HttpPeer.Get("/healthz") + "GIMME s u\n");

        Assert.Equal(200, client.ReadAnswer().Status);
        Assert.Equal(400, client.ReadHead().Status);
        using LineClient observer = LineClient.Connect(_daemon.Port);
        Assert.Empty(observer.List());
    }
}
