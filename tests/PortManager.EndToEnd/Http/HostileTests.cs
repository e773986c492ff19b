using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Peers that speak HTTP badly, slowly or at length.</summary>
public sealed class HostileTests
{
    [Fact]
    public async Task At_the_limit_of_connections_HTTP_goes_first_and_holders_stay()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-connections", "4"]);
        using LineClient holder = LineClient.Connect(daemon.Port);
        int port = holder.Gimme("s");
        using LineClient idle = LineClient.Connect(daemon.Port);
        Assert.Single(idle.List());
        using Follower follower = Follower.Connect(daemon.Port);
        using LineClient another = LineClient.Connect(daemon.Port);
        Assert.Single(another.List());

        using LineClient newcomer = LineClient.Connect(daemon.Port);

        Assert.Equal([$"{port} s u"], newcomer.List());
        Assert.Single(idle.List());
        Assert.Single(another.List());
        Assert.Single(holder.List());
        Assert.ThrowsAny<Exception>(() => follower.Next());
    }

    [Theory]
    [InlineData(20, 1000, 431)]
    [InlineData(100, 10, 431)]
    public async Task Huge_headers_are_refused(int headers, int length, int status)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        string more = string.Concat(Enumerable.Range(0, headers).Select(i => $"X-{i}: {new string('x', length)}\r\n"));

        Assert.Equal(status, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/", more: more)).Status);
    }

    [Fact]
    public async Task A_huge_address_is_refused()
    {
        await using Daemon daemon = await Daemon.StartAsync();

        Assert.Equal(414, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/" + new string('x', 20_000))).Status);
    }

    [Fact]
    public async Task Headers_that_never_end_are_given_up_and_hold_up_nobody()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        LineClient[] slow = [.. Enumerable.Range(0, 200).Select(_ => LineClient.Connect(daemon.Port))];
        foreach (LineClient client in slow)
            client.Send("GET / HTTP/1.1\r\nHost: local");

        using LineClient other = LineClient.Connect(daemon.Port);
        other.Gimme("s");
        Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/")).Status);
        Assert.Equal(408, slow[0].ReadHead().Status);
        Array.ForEach(slow, client => client.Dispose());
    }

    [Fact]
    public async Task What_may_become_HTTP_is_given_up_as_a_line_is()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-line-age", "1"]);
        using LineClient client = LineClient.Connect(daemon.Port);
        client.Send("GE");

        Assert.Equal("FAIL {Invalid request GE: its end takes too long}\n", client.ReadToEnd());
    }

    [Fact]
    public async Task A_peer_that_hangs_up_in_the_middle_leaves_nothing_behind()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient observer = LineClient.Connect(daemon.Port);
        foreach (string beginning in (string[])["G", "GET /", HttpPeer.Get("/api/v1/ports"), HttpPeer.Get("/api/v1/events"), "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n"])
        {
            for (int i = 0; i < 20; i++)
            {
                LineClient client = LineClient.Connect(daemon.Port);
                client.Send(beginning);
                if (i % 2 == 0)
                    client.Reset();
                else
                    client.Dispose();
            }
        }

        await Eventually.Holds("only the observer is left", () => observer.Listing("STATUS").Contains("connections 1"));
    }
}
