using System.Globalization;
using System.Text.Json;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class ListTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    private string PortOption => _daemon.Port.ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task A_table_shows_service_port_and_user_as_the_daemon_orders_them()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int ring = client.Gimme("RingMaster", "fox");
        int orderer = client.Gimme("ORDERER", "ant");

        ProgramResult result = await _daemon.RunAsync("list");

        Assert.Equal(new ProgramResult(0, $"SERVICE     PORT   USER\nORDERER     {orderer}  ant\nRingMaster  {ring}  fox\n", ""), result);
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
            $"SERVICE        PORT   USER\nabcdefgh       {plain}  a\n日本語         {wide}  b\ne\u0301te\u0301            {combining}  c\nEpics Display  {space}  d\n",
            result.Output);
    }

    [Fact]
    public async Task An_empty_listing_is_a_title() =>
        Assert.Equal(new ProgramResult(0, "SERVICE  PORT  USER\n", ""), await _daemon.RunAsync("list"));

    [Fact]
    public async Task Of_several_hosts_each_row_names_its_host()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("a", "u");

        ProgramResult result = await PortManagerProgram.RunAsync("list", "--port", PortOption, "127.0.0.1", "localhost", "127.0.0.1");

        Assert.Equal(new ProgramResult(0, $"SERVICE  PORT   USER  HOST\na        {port}  u     127.0.0.1\na        {port}  u     localhost\n", ""), result);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_reported_and_the_others_are_listed()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("a", "u");

        ProgramResult result = await PortManagerProgram.RunAsync("list", "--port", PortOption, "127.0.0.9", "127.0.0.1");

        Assert.Equal(4, result.ExitCode);
        Assert.Equal($"SERVICE  PORT   USER  HOST\na        {port}  u     127.0.0.1\n", result.Output);
        Assert.Equal($"portmanager: cannot connect to 127.0.0.9 port {PortOption}: connection refused\n", result.Errors);
    }

    [Fact]
    public async Task None_answers_and_nothing_is_listed()
    {
        ProgramResult result = await PortManagerProgram.RunAsync("list", "--port", PortOption, "127.0.0.9", "127.0.0.8");

        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(2, result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Json_holds_the_exact_names_and_the_hosts_that_did_not_answer()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("{Epics \"Dïsplay\" 日本}", "{u v}");

        ProgramResult result = await PortManagerProgram.RunAsync("list", "--json", "--port", PortOption, "127.0.0.1", "127.0.0.9");

        Assert.Equal(4, result.ExitCode);
        JsonElement document = JsonDocument.Parse(result.Output).RootElement;
        JsonElement row = Assert.Single(document.GetProperty("ports").EnumerateArray());
        Assert.Equal("127.0.0.1", row.GetProperty("host").GetString());
        Assert.Equal(port, row.GetProperty("port").GetInt32());
        Assert.Equal("Epics \"Dïsplay\" 日本", row.GetProperty("service").GetString());
        Assert.Equal("u v", row.GetProperty("user").GetString());
        JsonElement error = Assert.Single(document.GetProperty("errors").EnumerateArray());
        Assert.Equal("127.0.0.9", error.GetProperty("host").GetString());
        Assert.Equal($"cannot connect to 127.0.0.9 port {PortOption}: connection refused", error.GetProperty("error").GetString());
    }
}
