using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>Standard outputs that take nothing.</summary>
public sealed class OutputTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [InlineData("list")]
    [InlineData("list --json")]
    [InlineData("find")]
    [InlineData("wait a")]
    [InlineData("--help")]
    public async Task A_reader_that_has_left_is_no_error(string verb)
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        client.Gimme("a", "u");

        // The reader has left before the program starts.
        Assert.Equal(
            new ProgramResult(0, "", "0\n"),
            await ShellAsync($"{{ sleep 0.2; \"$0\" {verb} {Port(verb)}; echo $? >&2; }} | true"));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("get a")]
    public async Task A_full_device_is_one_line(string verb) =>
        Assert.Equal(
            new ProgramResult(5, "", "portmanager: cannot write to standard output: no space is left\n"),
            await ShellAsync($"exec \"$0\" {verb} {Port(verb)} > /dev/full"));

    [Fact]
    public async Task Errors_that_cannot_be_written_change_nothing() =>
        Assert.Equal(new ProgramResult(3, "", ""), await ShellAsync("exec \"$0\" list --port 1 2> /dev/full"));

    private static async Task<ProgramResult> ShellAsync(string commands)
    {
        await using RunningProgram shell = RunningProgram.Start("/bin/sh", ["-c", commands, PortManagerProgram.Exe]);
        return await shell.ResultAsync();
    }

    private string Port(string verb) => verb.StartsWith('-') ? "" : $"--port {_daemon.Port}";
}
