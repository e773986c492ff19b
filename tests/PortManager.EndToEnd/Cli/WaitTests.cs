using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class WaitTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task It_prints_the_host_and_the_port_of_what_is_there()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("{Ring Master}", "fox");

        Assert.Equal(new ProgramResult(0, $"127.0.0.1 {port}\n", ""), await _daemon.RunAsync("wait", "Ring Master"));
    }

    [Fact]
    public async Task It_waits_for_the_service_of_the_user_that_is_named()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Gimme("s", "other");
        await using RunningProgram wait = await StartAsync("wait", "s", "--user", "fox");
        client.Gimme("other", "fox");
        int port = client.Gimme("s", "fox");

        Assert.Equal(new ProgramResult(0, $"127.0.0.1 {port}\n", ""), await wait.ResultAsync());
    }

    [Theory]
    [InlineData("3", " within 3 s")]
    [InlineData("0", "")]
    public async Task A_time_that_is_over_is_exit_code_1(string seconds, string within) =>
        Assert.Equal(
            new ProgramResult(1, "", $"portmanager: nobody was not advertised on 127.0.0.1{within}\n"),
            await _daemon.RunAsync("wait", "nobody", "--timeout", seconds));

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_it_without_a_word(string signal, int exitCode)
    {
        await using RunningProgram wait = await StartAsync("wait", "nobody");

        wait.Signal(signal);

        Assert.Equal(new ProgramResult(exitCode, "", ""), await wait.ResultAsync());
    }

    [Fact]
    public async Task Json_is_an_object()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        int port = client.Gimme("s", "fox");

        ProgramResult result = await _daemon.RunAsync("wait", "s", "--json");

        Assert.Equal(new JsonRow("127.0.0.1", port, "s", "fox"), JsonRow.Parse(result.Output));
    }

    /// <summary>Starts it, and waits until it is connected: its signals are taken care of before that.</summary>
    private async Task<RunningProgram> StartAsync(params string[] args)
    {
        int before = ProcessFigures.Descriptors(_daemon.Id);
        RunningProgram wait = _daemon.Start(args);
        await Eventually.Holds("it is connected", () => ProcessFigures.Descriptors(_daemon.Id) > before);
        return wait;
    }
}
