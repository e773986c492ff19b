using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class RunTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task The_command_finds_its_port_in_its_environment_and_in_its_arguments()
    {
        ProgramResult result = await _daemon.RunAsync(
            "run", "mine", "--", "sh", "-c", "echo \"$PORT $1 $2\"", "{port}", "{port}:{port}", "{ports}");

        string port = result.Output.Split(' ')[0];
        Assert.Equal(new ProgramResult(0, $"{port} {port}:{port} {{ports}}\n", ""), result);
        Assert.InRange(int.Parse(port), _daemon.Ports.Low, _daemon.Ports.High);
    }

    [Fact]
    public async Task Options_may_stand_on_either_side_of_the_service_and_what_is_behind_the_dashes_is_the_commands_own()
    {
        ProgramResult result = await PortManagerProgram.RunAsync(
            "run", "mine", "--port", $"{_daemon.Port}", "--", "echo", "--port", "-x", "@file", "[suggest]", "--", "--help");

        Assert.Equal(new ProgramResult(0, "--port -x @file [suggest] -- --help\n", ""), result);
    }

    [Fact]
    public async Task Without_dashes_a_command_that_has_no_options_runs_as_well() =>
        Assert.Equal(new ProgramResult(0, "a b\n", ""), await _daemon.RunAsync("run", "mine", "echo", "a", "b"));

    [Fact]
    public async Task The_service_is_advertised_while_it_runs_and_free_afterwards()
    {
        await using RunningProgram run = _daemon.Start(
            "run", "mine", "--user", "fox", "--", "sh", "-c", "echo $PORT; read line; echo $line");
        string port = await run.LineAsync();
        Assert.Equal($"{port}\tmine\tfox\n", await _daemon.FindAsync());

        run.WriteLine("hello");

        Assert.Equal(new ProgramResult(0, $"{port}\nhello\n", ""), await run.ResultAsync());
        await _daemon.AdvertisesNothingAsync();
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("exit 0", 0)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    public async Task Its_exit_code_is_that_of_the_command(string command, int exitCode) =>
        Assert.Equal(new ProgramResult(exitCode, "", ""), await _daemon.RunAsync("run", "mine", "--", "sh", "-c", command));

    [Theory]
    [InlineData("no-such-command", 127, "command not found")]
    [InlineData("./no-such-command", 127, "command not found")]
    [InlineData("/etc/passwd", 126, "cannot be executed: permission denied; chmod +x makes a file executable")]
    [InlineData("/tmp", 126, "cannot be executed: it is a folder")]
    public async Task A_command_that_cannot_be_run_is_reported_as_a_shell_does(string command, int exitCode, string reason) =>
        Assert.Equal(
            new ProgramResult(exitCode, "", $"portmanager: {command}: {reason}\n"),
            await _daemon.RunAsync("run", "mine", "--", command));

    [Fact]
    public async Task The_command_is_told_the_name_that_its_service_was_given_and_so_is_the_user_if_it_is_another()
    {
        string[] command = ["--user", "fox", "--", "sh", "-c", "echo $SERVICE; read line"];
        await using RunningProgram first = _daemon.Start(["run", "mine", .. command]);
        Assert.Equal("mine", await first.LineAsync());
        await using RunningProgram second = _daemon.Start(["run", "mine", .. command]);

        Assert.Equal("mine_1", await second.LineAsync());
        second.EndInput();
        first.EndInput();
        Assert.Equal("portmanager: warning: mine is advertised as mine_1, because its user has another one of that name\n", (await second.ResultAsync()).Errors);
        Assert.Equal("", (await first.ResultAsync()).Errors);
    }

    [Fact]
    public async Task One_connection_stays_which_holds_the_port()
    {
        await using RunningProgram run = _daemon.Start("run", "mine", "--", "sh", "-c", "echo $PORT; read line");
        await run.LineAsync();
        using LineClient observer = LineClient.Connect(_daemon.Port);

        await Eventually.Holds("the one that asked for the name is closed", () => observer.Listing("STATUS").Contains("connections 2"));
        Assert.Single(observer.List());
        run.EndInput();
        await run.ResultAsync();
    }

    [Fact]
    public async Task A_unique_service_is_refused_while_its_user_has_one_of_that_name()
    {
        string[] unique = ["run", "mine", "--unique", "--user", "fox", "--", "sh", "-c", "echo ready; read line; true"];
        await using RunningProgram first = _daemon.Start(unique);
        await first.LineAsync();

        ProgramResult second = await _daemon.RunAsync("get", "mine", "--unique", "--user", "fox");
        first.EndInput();
        await first.EndedAsync();
        await _daemon.AdvertisesNothingAsync();
        await using RunningProgram third = _daemon.Start(unique);

        Assert.Equal(new ProgramResult(1, "", "portmanager: the port manager refused: mine is already advertised by fox\n"), second);
        Assert.Equal("ready", await third.LineAsync());
        third.EndInput();
        Assert.Equal(0, await third.EndedAsync());
    }

    [Fact]
    public async Task A_particular_port_can_be_had()
    {
        ProgramResult result = await _daemon.RunAsync("run", "mine", "--claim", $"{_daemon.Ports.High}", "--", "sh", "-c", "echo $PORT");

        Assert.Equal(new ProgramResult(0, $"{_daemon.Ports.High}\n", ""), result);
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    [InlineData("TERM")]
    [InlineData("WINCH")]
    public async Task A_signal_is_passed_on(string signal)
    {
        await using RunningProgram run = _daemon.Start(
            "run", "mine", "--", "sh", "-c", $"trap 'echo got {signal}; exit 9' {signal}; echo ready; for i in $(seq 3000); do sleep 0.02; done");
        await run.LineAsync();

        run.Signal(signal);

        Assert.Equal(new ProgramResult(9, $"ready\ngot {signal}\n", ""), await run.ResultAsync());
    }

    [Fact]
    public async Task Without_a_handler_a_signal_ends_the_command_and_the_exit_code_says_so()
    {
        await using RunningProgram run = _daemon.Start("run", "mine", "--", "sh", "-c", "echo ready; exec sleep 600");
        await run.LineAsync();

        run.Signal("INT");

        Assert.Equal(130, await run.EndedAsync());
        await _daemon.AdvertisesNothingAsync();
    }

    [Fact]
    public async Task Signals_that_were_ignored_stay_ignored()
    {
        string[] args = ["-c", "trap '' HUP; exec \"$0\" \"$@\"", PortManagerProgram.Exe];
        await using RunningProgram run = RunningProgram.Start(
            "/bin/sh", [.. args, "run", "mine", "--port", $"{_daemon.Port}", "--", "sh", "-c", "echo ready; read line; echo alive"]);
        await run.LineAsync();

        run.Signal("HUP");
        run.WriteLine("");

        Assert.Equal(new ProgramResult(0, "ready\nalive\n", ""), await run.ResultAsync());
    }

    [Fact]
    public async Task The_command_inherits_no_connection_and_no_ignored_signal()
    {
        const string Command = "ls -l /proc/self/fd | grep -c socket:; grep SigIgn /proc/self/status";
        ProgramResult result = await _daemon.RunAsync("run", "mine", "--", "sh", "-c", Command);

        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("0", lines[0]);
        // Those above 31 are the C library's own; make has it that they are ignored.
        ulong ignored = Convert.ToUInt64(lines[1].Split('\t')[1], 16);
        Assert.Equal(0ul, ignored & 0x7FFF_FFFF);
    }

    [Fact]
    public async Task A_terminals_interrupt_key_reaches_the_command_once()
    {
        // Python has pseudo-terminals: it types Ctrl-C when the command is ready.
        const string Typist = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            text = b''
            while b'ready' not in text:
                text += os.read(terminal, 1000)
            os.write(terminal, b'\x03')
            while b'INT' not in text:
                text += os.read(terminal, 1000)
            try:
                while True:
                    text += os.read(terminal, 1000)
            except OSError:
                pass
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """;
        const string Counter = "n=0; trap 'n=$((n+1)); echo INT' INT; echo ready; "
            + "while [ $n -eq 0 ]; do sleep 0.02; done; i=0; while [ $i -lt 20 ]; do sleep 0.02; i=$((i+1)); done; exit $n";
        await using RunningProgram python = RunningProgram.Start(
            "python3", ["-c", Typist, PortManagerProgram.Exe, "run", "mine", "--port", $"{_daemon.Port}", "--", "sh", "-c", Counter]);

        Assert.Equal(new ProgramResult(1, "", ""), await python.ResultAsync());
    }
}
