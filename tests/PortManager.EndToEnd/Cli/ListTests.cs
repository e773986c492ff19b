using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class ListTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task A_table_shows_service_port_and_user_as_the_daemon_orders_them()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int ring = client.Gimme("RingMaster", "fox");
        int orderer = client.Gimme("ORDERER", "ant");

        ProgramResult result = await _daemon.RunAsync("list");

        string table = $"SERVICE     PORT   USER\nORDERER     {orderer}  ant\nRingMaster  {ring}  fox\n";
        Assert.Equal(new ProgramResult(0, table, ""), result);
    }

    [Fact]
    public async Task Columns_are_as_wide_as_a_terminal_shows_them()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int plain = client.Gimme("abcdefgh", "a");
        int wide = client.Gimme("日本語", "b");
        int combining = client.Gimme("e\u0301te\u0301", "c");
        int space = client.Gimme("{Epics Display}", "d");

        ProgramResult result = await _daemon.RunAsync("list");

        Assert.Equal(
            [
                "SERVICE        PORT   USER",
                $"abcdefgh       {plain}  a",
                $"日本語         {wide}  b",
                $"e\u0301te\u0301            {combining}  c",
                $"Epics Display  {space}  d",
                "",
            ],
            result.Output.Split('\n'));
    }

    [Fact]
    public async Task An_empty_listing_is_a_title() =>
        Assert.Equal(new ProgramResult(0, "SERVICE  PORT  USER\n", ""), await _daemon.RunAsync("list"));

    [Fact]
    public async Task A_long_listing_shows_the_verified_user_where_it_differs_the_state_and_since_when()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int honest = client.Gimme("honest", Environment.UserName);
        int masked = client.Gimme("masked", "zorro");
        using var listener = new TcpListener(IPAddress.Any, masked);
        listener.Start();

        ProgramResult table = await _daemon.RunAsync("list", "--long");
        ProgramResult json = await _daemon.RunAsync("list", "--long", "--json");

        string[] lines = table.Output.Split('\n');
        Assert.Matches("^SERVICE  PORT   USER   +VERIFIED  STATE      SINCE$", lines[0]);
        Assert.Matches($@"^honest   {honest}  {Environment.UserName} +reserved   \d\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d$", lines[1]);
        Assert.Matches($@"^masked   {masked}  zorro +{Environment.UserName} +listening  \d\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d$", lines[2]);
        JsonElement row = JsonDocument.Parse(json.Output).RootElement.GetProperty("ports")[1];
        Assert.Equal(
            ("zorro", Environment.UserName, "listening"),
            (row.GetProperty("user").GetString(), row.GetProperty("verifiedUser").GetString(), row.GetProperty("state").GetString()));
        Assert.True(row.GetProperty("since").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public async Task A_row_in_JSON_has_what_a_row_of_REST_has_under_the_same_names()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("a", Environment.UserName);
        using var http = new HttpClient();

        ProgramResult list = await _daemon.RunAsync("list", "--long", "--json");
        string rest = await http.GetStringAsync(new Uri($"http://127.0.0.1:{_daemon.Port}/api/v1/ports/{port}"), TestContext.Current.CancellationToken);

        JsonElement row = JsonDocument.Parse(list.Output).RootElement.GetProperty("ports")[0];
        JsonElement same = JsonDocument.Parse(rest).RootElement;
        foreach (string key in (string[])["port", "service", "user", "verifiedUser", "state", "since"])
            Assert.Equal((key, same.GetProperty(key).ToString()), (key, row.GetProperty(key).ToString()));
    }

    [Fact]
    public async Task Of_several_hosts_each_row_names_its_host()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("a", "u");

        ProgramResult result = await ListAsync("127.0.0.1", "localhost", "127.0.0.1");

        string table = $"SERVICE  PORT   USER  HOST\na        {port}  u     127.0.0.1\na        {port}  u     localhost\n";
        Assert.Equal(new ProgramResult(0, table, ""), result);
    }

    [Fact]
    public async Task A_host_may_also_be_given_as_an_option()
    {
        ProgramResult result = await ListAsync("127.0.0.1", "--host", "localhost");

        Assert.Equal(new ProgramResult(0, "SERVICE  PORT  USER  HOST\n", ""), result);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_reported_and_the_others_are_listed()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("a", "u");

        ProgramResult result = await ListAsync("127.0.0.9", "127.0.0.1");

        Assert.Equal(4, result.ExitCode);
        Assert.Equal($"SERVICE  PORT   USER  HOST\na        {port}  u     127.0.0.1\n", result.Output);
        Assert.Equal($"portmanager: cannot connect to 127.0.0.9 port {_daemon.Port}: connection refused\n", result.Errors);
    }

    [Fact]
    public async Task None_answers_and_nothing_is_listed()
    {
        ProgramResult result = await ListAsync("127.0.0.9", "127.0.0.8");

        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(2, result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Json_holds_the_exact_names_and_the_hosts_that_did_not_answer()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("{Epics \"Dïsplay\" 日本}", "{u v}");

        ProgramResult result = await ListAsync("--json", "127.0.0.1", "127.0.0.9");

        Assert.Equal(4, result.ExitCode);
        Assert.Equal([new JsonRow("127.0.0.1", port, "Epics \"Dïsplay\" 日本", "u v")], JsonRow.AllOf(result.Output));
        JsonElement errors = JsonDocument.Parse(result.Output).RootElement.GetProperty("errors");
        JsonElement error = Assert.Single(errors.EnumerateArray());
        Assert.Equal("127.0.0.9", error.GetProperty("host").GetString());
        string reason = $"cannot connect to 127.0.0.9 port {_daemon.Port}: connection refused";
        Assert.Equal(reason, error.GetProperty("error").GetString());
    }

    private Task<ProgramResult> ListAsync(params string[] args) =>
        PortManagerProgram.RunAsync(["list", "--port", $"{_daemon.Port}", .. args]);
}
