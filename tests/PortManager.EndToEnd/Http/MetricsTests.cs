using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Http;

/// <summary>The metrics, and what is shipped to go with them.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync()
    {
        // Some metrics are there only with a directory, whether etcd answers or not.
        _daemon = await Daemon.StartAsync(ports: 2, options: ["--directory", "http://127.0.0.1:1"]);
        // The first look has requests timed from there on.
        Scrape();
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Gimme("secret-service", "secret-user");
        client.Gimme("b");
        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME c u"));
        client.Ask("HELLO");
        await Eventually.Holds("all of that is counted", () => Value("portmanager_releases_total") == 2 && Value("portmanager_requests_total") == 4);
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task Prometheus_own_tool_has_nothing_to_say_against_them()
    {
        ProgramResult result = await PromtoolAsync(Scrape(), "check", "metrics");

        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public void They_count_what_happened()
    {
        Assert.Equal(2, Value("portmanager_allocations_total"));
        Assert.Equal(1, Value("portmanager_refusals_total{reason=\"no_free_ports\"}"));
        Assert.Equal(1, Value("portmanager_invalid_requests_total"));
        Assert.Equal(3, Value("portmanager_request_duration_seconds_count{request=\"GIMME\"}"));
        Assert.Equal(4, Value("portmanager_requests_total"));
        Assert.Equal(2, Value("portmanager_ports{state=\"free\"}"));
        Assert.Equal(4, Value("portmanager_journal_writes_total"));
        Assert.Equal(0, Value("portmanager_restarts_survived_total"));
    }

    [Fact]
    public void A_refusal_that_has_not_happened_is_there_as_zero() =>
        Assert.Equal(0, Value("portmanager_refusals_total{reason=\"not_local\"}"));

    [Fact]
    public void No_user_service_or_port_is_a_label()
    {
        string text = Scrape();

        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"{_daemon.Ports.Low}", text, StringComparison.Ordinal);
        Assert.Equal(
            ["as", "kind", "le", "reason", "request", "state", "version"],
            Label.Matches(text).Select(m => m.Groups[1].Value).Distinct().Order());
    }

    [Fact]
    public async Task The_alert_rules_are_rules()
    {
        ProgramResult result = await PromtoolAsync("", "check", "rules", Shipped("prometheus/portmanager.rules.yml"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("SUCCESS", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_alert_fires_where_it_should_and_only_there()
    {
        string tests = Shipped("prometheus/portmanager.rules.test.yml");
        ProgramResult result = await PromtoolAsync("", "test", "rules", tests);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        string[] shipped = [.. Alert.Matches(File.ReadAllText(Shipped("prometheus/portmanager.rules.yml"))).Select(m => m.Groups[1].Value)];
        string[] tried = [.. Alert.Matches(File.ReadAllText(tests)).Select(m => m.Groups[1].Value).Distinct()];
        Assert.Equal(shipped.Order(), tried.Order());
    }

    [Theory]
    [InlineData("prometheus/portmanager.rules.yml")]
    [InlineData("prometheus/portmanager.rules.test.yml")]
    [InlineData("grafana/portmanager.json")]
    public void What_is_shipped_names_only_metrics_that_there_are(string file)
    {
        string[] known = [.. Name.Matches(Scrape()).Select(m => m.Value).Distinct()];
        string text = File.ReadAllText(Shipped(file));
        if (file.EndsWith(".json", StringComparison.Ordinal))
            Assert.NotEmpty(JsonDocument.Parse(text).RootElement.GetProperty("panels").EnumerateArray());

        string[] named = [.. Name.Matches(text).Select(m => m.Value).Distinct()];

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(known));
    }

    [GeneratedRegex("portmanager_[a-z_]+")]
    private static partial Regex Name { get; }

    [GeneratedRegex("[{,]([a-z_]+)=\"")]
    private static partial Regex Label { get; }

    [GeneratedRegex("alert(?:name)?: (.+)")]
    private static partial Regex Alert { get; }

    private static string Shipped(string file) => Path.Combine(AppContext.BaseDirectory, "packaging", file);

    private static async Task<ProgramResult> PromtoolAsync(string input, params string[] args)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, input, TestContext.Current.CancellationToken);
            await using RunningProgram promtool = RunningProgram.Start(
                new ProcessStartInfo("/bin/sh", ["-c", "input=$1; shift; exec promtool \"$@\" < \"$input\"", "sh", file, .. args]));
            return await promtool.ResultAsync();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private string Scrape()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Send("GET /metrics HTTP/1.0\r\n\r\n");
        string response = client.ReadToEnd();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        return response[(response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
    }

    // What one reads is up to 0.3 s old.
    private double Value(string series)
    {
        string? line = Scrape().Split('\n').FirstOrDefault(l => l.Replace("{}", "", StringComparison.Ordinal).StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? double.NaN : double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), System.Globalization.CultureInfo.InvariantCulture);
    }
}
