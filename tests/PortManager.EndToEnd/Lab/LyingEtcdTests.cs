using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Lab;

/// <summary>What answers in the place of etcd, and not as etcd does, costs what it would have told, and only for as long as it lies.</summary>
public sealed class LyingEtcdTests : IAsyncLifetime
{
    private const string Range = "/v3/kv/range";
    private const string Watch = "/v3/watch";

    // Those of two keys, the later first: /portmanager/h2/30002 and /portmanager/h2/30001.
    private const string Keys = /*lang=json*/
        """[{"key":"L3BvcnRtYW5hZ2VyL2gyLzMwMDAy","value":"e30="},{"key":"L3BvcnRtYW5hZ2VyL2gyLzMwMDAx","value":"e30="}]""";

    private Etcd _etcd = null!;
    private LyingEtcd _lying = null!;

    public async ValueTask InitializeAsync()
    {
        _etcd = await Etcd.StartAsync();
        _lying = new LyingEtcd(_etcd);
    }

    public ValueTask DisposeAsync()
    {
        _lying.Dispose();
        return _etcd.DisposeAsync();
    }

    [Theory]
    [InlineData("/v3/lease/keepalive", "null")]
    [InlineData("/v3/lease/keepalive", /*lang=json*/ """{"result":{"TTL":"9223372036854775807"}}""")]
    [InlineData("/v3/lease/keepalive", /*lang=json*/ """{"result":{"TTL":"-9223372036854775808"}}""")]
    [InlineData("/v3/lease/keepalive", /*lang=json*/ """{"result":[]}""")]
    [InlineData("/v3/kv/txn", "null")]
    [InlineData("/v3/kv/txn", /*lang=json*/ """{"header":null,"succeeded":true}""")]
    [InlineData("/v3/kv/txn", "{")]
    [InlineData(Range, /*lang=json*/ """{"kvs":[null]}""")]
    [InlineData(Range, /*lang=json*/ """{"kvs":[{"key":null}]}""")]
    [InlineData(Range, /*lang=json*/ """{"kvs":null}""")]
    public async Task A_host_publishes_again_when_the_lies_are_over(string path, string lie)
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--directory", _lying.Url, "--host-name", "h1", "--directory-lease", "3"]);
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("before", "fox");
        await Eventually.Holds("it is published", async () => (await _etcd.KeysAsync("/portmanager/h1/")).Contains($"/portmanager/h1/{port}"));

        _lying.Lie = (path, lie);
        int other = client.Gimme("behind", "fox");
        await Eventually.Holds("it was lied to", () => _lying.Lies > 2);
        Assert.Equal([$"{port} before fox", $"{other} behind fox"], client.List());

        _lying.Lie = null;
        await Eventually.Holds("it is published", async () => (await _etcd.KeysAsync("/portmanager/h1/")).Contains($"/portmanager/h1/{other}"));
        await Eventually.Holds("it says so", () => client.Status("directory").StartsWith("current", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Range, "null")]
    [InlineData(Range, /*lang=json*/ """{"header":null}""")]
    [InlineData(Range, /*lang=json*/ """{"kvs":[null]}""")]
    [InlineData(Range, $$"""{"kvs":{{Keys}}}""")]
    [InlineData(Range, $$"""{"kvs":{{Keys}},"more":true}""")]
    [InlineData(Range, "<html>")]
    [InlineData(Watch, "null")]
    [InlineData(Watch, "{")]
    [InlineData(Watch, "[]")]
    [InlineData(Watch, /*lang=json*/ """{"result":{"header":null}}""")]
    [InlineData(Watch, /*lang=json*/ """{"result":{"events":[null]}}""")]
    [InlineData(Watch, /*lang=json*/ """{"result":{"events":[{"kv":null}]}}""")]
    [InlineData(Watch, /*lang=json*/ """{"result":{"header":{"revision":"x"}}}""")]
    public async Task Who_looks_at_the_lab_sees_it_again_when_the_lies_are_over(string path, string lie)
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--directory", _lying.Url, "--host-name", "h1"]);
        _lying.Lie = (path, lie);
        await Eventually.Holds("it was lied to", () => Lab.Ask(daemon, "ports").Body.Length > 0 && _lying.Lies > 2);

        _lying.Lie = null;
        await _etcd.ControlAsync("put", "/portmanager/h2/30001", /*lang=json*/ """{"service":"After","user":"fox","state":"reserved","since":"2026-01-31T12:00:00Z"}""");

        await Eventually.Holds("it is shown", () => Lab.Ports(daemon, "?service=After").Length == 1);
    }
}
