using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class FindTests : IAsyncLifetime
{
    private Daemon _daemon = null!;
    private LineClient _client = null!;
    private int _ring;
    private int _second;
    private int _other;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync();
        _client = LineClient.Connect(_daemon.Port);
        _ring = _client.Gimme("{Ring Master}", "fox");
        _second = _client.Gimme("{Ring Master}", "fox");
        _other = _client.Gimme("{Ring Master}", "owl");
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _daemon.DisposeAsync();
    }

    [Fact]
    public async Task Each_line_is_port_service_and_user_between_tabs() =>
        Assert.Equal(
            new ProgramResult(0, $"{_ring}\tRing Master\tfox\n{_second}\tRing Master_1\tfox\n{_other}\tRing Master\towl\n", ""),
            await _daemon.RunAsync("find"));

    [Fact]
    public async Task A_further_instance_of_the_longest_name_is_found_and_waited_for()
    {
        string longest = new('s', 255);
        _client.Gimme(longest, "fox");
        int second = _client.Gimme(longest, "fox");

        Assert.Equal($"{second}\t{longest}_1\tfox\n", (await _daemon.RunAsync("find", "--service", $"{longest}_1")).Output);
        Assert.Equal($"{second}\t{longest}_1\tfox\n", (await _daemon.RunAsync("find", "--beginswith", $"{longest}_1")).Output);
        Assert.Equal($"127.0.0.1 {second}\n", (await _daemon.RunAsync("wait", $"{longest}_1", "--timeout", "0")).Output);
    }

    [Fact]
    public async Task A_service_is_matched_exactly_whether_it_is_an_option_or_an_argument()
    {
        string found = $"{_ring}\tRing Master\tfox\n{_other}\tRing Master\towl\n";

        Assert.Equal(found, (await _daemon.RunAsync("find", "--service", "Ring Master")).Output);
        Assert.Equal(found, (await _daemon.RunAsync("find", "Ring Master")).Output);
    }

    [Fact]
    public async Task All_criteria_have_to_match() =>
        Assert.Equal(
            $"{_second}\tRing Master_1\tfox\n",
            (await _daemon.RunAsync("find", "--beginswith", "Ring Master_", "--user", "fox")).Output);

    [Fact]
    public async Task An_empty_prefix_matches_everything() =>
        Assert.Equal(3, (await _daemon.RunAsync("find", "--beginswith", "")).Output.Count(c => c == '\n'));

    [Fact]
    public async Task Nothing_found_is_exit_code_1_and_silence() =>
        Assert.Equal(new ProgramResult(1, "", ""), await _daemon.RunAsync("find", "--service", "ring master"));

    [Fact]
    public async Task Nothing_found_is_a_document_all_the_same() =>
        Assert.Equal(
            new ProgramResult(1, "{\"ports\":[],\"errors\":[]}\n", ""),
            await _daemon.RunAsync("find", "--service", "nobody", "--json"));

    [Fact]
    public async Task Json_is_one_document()
    {
        ProgramResult result = await _daemon.RunAsync("find", "--user", "owl", "--json");

        Assert.Equal([new JsonRow("127.0.0.1", _other, "Ring Master", "owl")], JsonRow.AllOf(result.Output));
    }
}
