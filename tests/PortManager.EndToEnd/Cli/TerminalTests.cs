using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>What people see: the output on a terminal of 60 columns.</summary>
public sealed class TerminalTests : DaemonTests
{
    // Python has pseudo-terminals.
    private const string OnTerminal = """
        import fcntl, os, pty, struct, sys, termios
        pid, terminal = pty.fork()
        if pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 60, 0, 0))
            os.execv(sys.argv[1], sys.argv[1:])
        try:
            while text := os.read(terminal, 1000):
                os.write(1, text)
        except OSError:
            pass
        """;

    [Theory]
    [InlineData]
    [InlineData("--long")]
    public async Task Rows_fit_the_terminal_whatever_the_names(params string[] options)
    {
        Client.Gimme(new string('s', 200), "fox");
        Client.Gimme(new string('日', 80), new string('u', 200));

        string[] rows = await LinesAsync(["list", .. options]);

        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.InRange(row.Sum(c => c == '日' ? 2 : 1), 1, 60));
        Assert.Contains(rows, row => row.Contains("sss…", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_who_is_not_the_verified_one_is_marked()
    {
        int claimed = Client.Gimme("s", "somebody");
        int own = Client.Gimme("t", Environment.UserName);

        Assert.Equal(
            ["SERVICE  PORT   USER", $"t        {own}  {Environment.UserName}", $"s        {claimed}  somebody (by {Environment.UserName})"],
            await LinesAsync("list"));
    }

    [Fact]
    public async Task Elsewhere_nothing_is_cut_or_added()
    {
        int port = Client.Gimme(new string('s', 200), "somebody");

        Assert.EndsWith($"\n{new string('s', 200)}  {port}  somebody\n", (await Daemon.RunAsync("list")).Output, StringComparison.Ordinal);
    }

    private async Task<string[]> LinesAsync(params string[] command)
    {
        await using RunningProgram python = RunningProgram.Start(
            "python3", ["-c", OnTerminal, PortManagerProgram.Exe, command[0], "--host", "127.0.0.1", "--port", $"{Daemon.Port}", .. command[1..]]);
        ProgramResult result = await python.ResultAsync();
        return result.Output.Replace("\r", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
