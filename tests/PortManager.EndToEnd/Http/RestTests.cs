using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>What is allocated and how the daemon is, as JSON.</summary>
public sealed class RestTests : IAsyncLifetime
{
    private Daemon _daemon = null!;
    private LineClient _holder = null!;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync(ports: 20);
        _holder = LineClient.Connect(_daemon.Port);
    }

    public async ValueTask DisposeAsync()
    {
        _holder.Dispose();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public void The_ports_are_those_of_LIST_in_its_order_with_what_the_kernel_knows()
    {
        foreach (string names in (string[])["zeta bob", "{<b>&'\"} {\u202Eevil}", "a {c d}"])
            Assert.StartsWith("OK ", _holder.Ask($"GIMME {names}"), StringComparison.Ordinal);

        JsonElement[] rows = Ports("");

        Assert.Equal(_holder.List().Select(row => int.Parse(row.AsSpan(0, 5))), rows.Select(r => r.GetProperty("port").GetInt32()));
        Assert.Equal(["zeta", "a", "<b>&'\""], rows.Select(r => r.GetProperty("service").GetString()));
        Assert.All(rows, row =>
        {
            Assert.Equal(Environment.UserName, row.GetProperty("verifiedUser").GetString());
            Assert.Equal("reserved", row.GetProperty("state").GetString());
            Assert.Equal(Environment.ProcessId, row.GetProperty("process").GetProperty("pid").GetInt32());
            Assert.EndsWith("Z", row.GetProperty("since").GetString(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("?service=Ring", 1)]
    [InlineData("?beginswith=Ring", 3)]
    [InlineData("?user=fox", 2)]
    [InlineData("?beginswith=Ring&user=fox", 2)]
    [InlineData("?state=reserved", 4)]
    [InlineData("?state=listening", 0)]
    [InlineData("?service=%C3%A4%20b", 1)]
    public void They_can_be_chosen_by_name_user_and_state(string query, int count)
    {
        foreach (string names in (string[])["Ring fox", "RingMaster fox", "RingMaster owl", "{ä b} owl"])
            Assert.StartsWith("OK ", _holder.Ask($"GIMME {names}"), StringComparison.Ordinal);

        Assert.Equal(count, Ports(query).Length);
    }

    [Fact]
    public void Prometheus_finds_what_to_scrape_by_the_name_of_the_host_that_it_asked()
    {
        int port = _holder.Gimme("metrics", "fox");
        _holder.Gimme("other", "fox");

        HttpAnswer answer = HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/api/v1/prometheus-targets?service=metrics"));

        Assert.Equal("application/json", answer.Headers["Content-Type"]);
        string labels = "{\"__meta_portmanager_service\":\"metrics\",\"__meta_portmanager_user\":\"fox\",\"__meta_portmanager_state\":\"reserved\"}";
        Assert.Equal($"[{{\"targets\":[\"localhost:{port}\"],\"labels\":{labels}}}]", answer.Body);
        Assert.Equal("[]", HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/api/v1/prometheus-targets?service=nobody")).Body);
    }

    [Fact]
    public async Task A_port_is_listening_as_soon_as_a_process_listens_there()
    {
        int port = _holder.Gimme("s");
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ExclusiveAddressUse = true };
        server.Bind(new IPEndPoint(IPAddress.Loopback, port));
        server.Listen();

        await Eventually.Holds("the port is listening", () => Port(port).GetProperty("state").GetString() == "listening");
    }

    [Theory]
    [InlineData("/api/v1/ports?state=asleep", 400)]
    [InlineData("/api/v1/ports?colour=red", 400)]
    [InlineData("/api/v1/ports?user=a&user=b", 400)]
    [InlineData("/api/v1/ports/0", 400)]
    [InlineData("/api/v1/ports/65536", 400)]
    [InlineData("/api/v1/ports/+30001", 400)]
    [InlineData("/api/v1/ports/9", 404)]
    [InlineData("/api/v1/ports/9/9", 404)]
    [InlineData("/api/v1/status?x=1", 400)]
    [InlineData("/api/v2/ports", 404)]
    [InlineData("/assets/../../etc/passwd", 404)]
    [InlineData("/assets/%2e%2e%2findex.html", 404)]
    public void What_is_wrong_is_said_as_problem_details(string path, int status)
    {
        HttpAnswer answer = HttpPeer.Ask(_daemon.Port, HttpPeer.Get(path));

        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        JsonElement problem = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/ports")]
    [InlineData("/api/openapi.json")]
    public void Who_has_it_already_is_told_so(string path)
    {
        _holder.Gimme("s");
        string tag = HttpPeer.Ask(_daemon.Port, HttpPeer.Get(path)).Headers["ETag"];

        HttpAnswer again = HttpPeer.Ask(_daemon.Port, HttpPeer.Get(path, more: $"If-None-Match: \"other\", W/{tag}\r\n"));
        HttpAnswer other = HttpPeer.Ask(_daemon.Port, HttpPeer.Get(path, more: "If-None-Match: \"other\"\r\n"));

        Assert.Equal((304, "", tag), (again.Status, again.Body, again.Headers["ETag"]));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public void Whatever_was_allocated_before_one_asks_is_in_the_answer()
    {
        string before = "";
        for (int i = 1; i <= 10; i++)
        {
            int port = _holder.Gimme("s");
            HttpAnswer answer = HttpPeer.Ask(_daemon.Port, HttpPeer.Get("/api/v1/ports"));
            Assert.Contains($"\"port\":{port},", answer.Body, StringComparison.Ordinal);
            Assert.NotEqual(before, before = answer.Headers["ETag"]);
        }
    }

    [Fact]
    public void HEAD_gives_the_head_alone()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send("HEAD /api/v1/ports HTTP/1.1\r\nHost: localhost\r\n\r\n" + HttpPeer.Get("/healthz"));

        HttpAnswer head = client.ReadHead();
        Assert.Equal(200, head.Status);
        Assert.NotEqual("0", head.Headers["Content-Length"]);
        Assert.Equal("ok\n", client.ReadAnswer().Body);
    }

    [Fact]
    public void The_status_adds_up()
    {
        _holder.Gimme("s");

        JsonElement status = HttpPeer.Json(_daemon.Port, "/api/v1/status");

        JsonElement pool = status.GetProperty("pool");
        Assert.Equal(1, pool.GetProperty("held").GetInt32());
        Assert.Equal(
            pool.GetProperty("size").GetInt32(),
            ((string[])["held", "free", "busy", "resting"]).Sum(name => pool.GetProperty(name).GetInt32()));
        JsonElement connections = status.GetProperty("connections");
        Assert.Equal(1, connections.GetProperty("holding").GetInt32());
        Assert.Equal(
            connections.GetProperty("open").GetInt32(),
            ((string[])["holding", "idle", "http"]).Sum(name => connections.GetProperty(name).GetInt32()));
        Assert.Equal(_daemon.Id, status.GetProperty("process").GetInt32());
    }

    [Fact]
    public void The_history_begins_with_the_start()
    {
        JsonElement history = HttpPeer.Json(_daemon.Port, "/api/v1/history");

        Assert.Equal(10, history.GetProperty("intervalSeconds").GetInt32());
        Assert.InRange(history.GetProperty("held").GetArrayLength(), 1, 360);
        Assert.Equal(history.GetProperty("held").GetArrayLength(), history.GetProperty("requests").GetArrayLength());
    }

    private JsonElement[] Ports(string query) =>
        [.. HttpPeer.Json(_daemon.Port, "/api/v1/ports" + query).GetProperty("ports").EnumerateArray()];

    private JsonElement Port(int port) => HttpPeer.Json(_daemon.Port, $"/api/v1/ports/{port}");
}
