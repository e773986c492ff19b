using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>Names with characters that turn text around, split it for others, or are not seen: a terminal is shown their codes.</summary>
public sealed class HiddenCharacterTests : IAsyncLifetime
{
    private const string Service = "\u202Eexe.gpj";
    private const string User = "a\u00A0b\u2028c\u200B\u3000";
    private const string Shown = "U+202Eexe.gpj";
    private const string ShownUser = "aU+00A0bU+2028cU+200BU+3000";

    private Daemon _daemon = null!;
    private LineClient _client = null!;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        _daemon = await Daemon.StartAsync();
        _client = LineClient.Connect(_daemon.Port);
        _port = _client.Gimme(Service, User);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _daemon.DisposeAsync();
    }

    [Fact]
    public async Task Are_shown_with_their_codes_by_every_verb_that_lists()
    {
        await using RunningProgram watch = _daemon.Start("watch");

        Assert.Equal($"+ {_port} {Shown} {ShownUser}", await watch.LineAsync());
        Assert.Equal(
            $"SERVICE        PORT   USER\n{Shown}  {_port}  {ShownUser}\n",
            (await _daemon.RunAsync("list")).Output);
        Assert.Contains($"{Shown}  {_port}  {ShownUser}  root ", (await _daemon.RunAsync("list", "--long")).Output, StringComparison.Ordinal);
        Assert.Equal($"{_port}\t{Shown}\t{ShownUser}\n", (await _daemon.RunAsync("find", "--service", Service)).Output);
    }

    [Fact]
    public async Task Are_escaped_in_Json_and_read_back_as_they_are()
    {
        string json = (await _daemon.RunAsync("find", "--user", User, "--json")).Output;

        Assert.DoesNotContain(json, c => Service.Contains(c) && c > '\x7F');
        Assert.Equal([new JsonRow("127.0.0.1", _port, Service, User)], JsonRow.AllOf(json));
    }

    [Fact]
    public async Task Are_shown_with_their_codes_in_errors_and_in_the_log()
    {
        ProgramResult result = await _daemon.RunAsync("wait", "--timeout", "0", $"{Service}2");

        Assert.Equal($"portmanager: {Shown}2 was not advertised on 127.0.0.1\n", result.Errors);
        await Eventually.Holds("it is in the log", () => File.ReadAllText(_daemon.Log).Contains(
            $"allocated port {_port} to {Shown} of {ShownUser}, in whose name root asked\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Are_escaped_in_the_usage_file() =>
        await Eventually.Holds("it has the row", () =>
            File.ReadAllText(_daemon.UsageFile) == $"{_port}\t\\u202eexe.gpj\ta\\u00a0b\\u2028c\\u200b\\u3000\n");
}
