using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>Nothing can be changed over HTTP, and a page from elsewhere can read nothing.</summary>
public sealed class ReadOnlyTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync(ports: 5, options: ["--http-host", "daq.example.org"]);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public void Other_methods_than_GET_and_HEAD_are_refused_and_change_nothing(string method)
    {
        using LineClient holder = LineClient.Connect(_daemon.Port);
        int port = holder.Gimme("s");

        HttpAnswer answer = HttpPeer.Ask(
            _daemon.Port, $"{method} /api/v1/ports/{port} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nGIMME a b\n");

        Assert.Equal(405, answer.Status);
        Assert.Equal("GET, HEAD", answer.Headers["Allow"]);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal([$"{port} s u"], holder.List());
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("192.0.2.1", 421)]
    [InlineData("[2001:db8::1]", 421)]
    [InlineData("127.0.0.1.evil.example:30000", 421)]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST.:8080", 200)]
    [InlineData("127.0.0.1:9", 200)]
    [InlineData("127.9.9.9", 200)]
    [InlineData("[::1]:30000", 200)]
    [InlineData("daq.example.org", 200)]
    public void Only_who_asks_for_this_host_is_answered(string host, int status)
    {
        Assert.Equal(status, HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/api/v1/ports", host)).Status);
    }

    [Fact]
    public void This_hosts_own_name_is_one()
    {
        Assert.Equal(200, HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/api/v1/ports", Environment.MachineName)).Status);
    }

    [Fact]
    public void A_request_with_no_host_or_with_two_is_a_bad_one()
    {
        Assert.Equal(400, HttpPeer.Ask(_daemon.Port, "GET / HTTP/1.1\r\n\r\n").Status);
        Assert.Equal(400, HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/", "localhost", "Host: evil.example\r\n")).Status);
        Assert.Equal(421, HttpPeer.Ask(_daemon.Port, "GET / HTTP/1.1\r\nHost:\r\n\r\n").Status);
    }

    [Fact]
    public void Every_answer_tells_the_browser_to_run_nothing_else_and_to_show_it_nowhere_else()
    {
        foreach (string request in (string[])[HttpPeer.Get("/"), HttpPeer.Get("/nothing"), HttpPeer.Get("/api/v1/ports"), HttpPeer.Get("/", "evil.example")])
        {
            HttpAnswer answer = HttpPeer.Ask(_daemon.Port, request);
            string policy = answer.Headers["Content-Security-Policy"];
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.Equal("same-origin", answer.Headers["Cross-Origin-Resource-Policy"]);
            Assert.DoesNotContain("Access-Control-Allow-Origin", answer.Headers.Keys);
            Assert.DoesNotContain("Server", answer.Headers.Keys);
        }
    }
}
