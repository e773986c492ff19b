using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary><c>portmanager run --listen</c>: the command gets a socket that listens already.</summary>
public sealed class RunListenTests : DaemonTests
{
    private const string Descriptors = "import os; print(sorted(map(int, os.listdir('/proc/self/fd'))), flush=True)";

    private const string Server =
        """
        import os, socket, sys
        listener = socket.socket(fileno=3)
        listener.settimeout(60)
        print(listener.getsockname()[1], os.environ["PORT"], os.environ["LISTEN_FDS"], os.environ["LISTEN_PID"] == str(os.getpid()), os.environ["LISTEN_FDNAMES"], sys.argv[1:], flush=True)
        connection = listener.accept()[0]
        connection.sendall(b"served")
        """;

    [Fact]
    public async Task It_is_handed_over_as_systemd_does_it()
    {
        await using RunningProgram run = Daemon.Start("run", "--listen", "a:b", "--", "python3", "-I", "-c", Server, "{port}", "--json");

        string line = await run.LineAsync();
        int port = int.Parse(Assert.Single(Client.List()).Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal($"{port} {port} 1 True a_b ['{port}', '--json']", line);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("served", await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, (await run.ResultAsync()).ExitCode);
        await Daemon.AdvertisesNothingAsync();
    }

    [Fact]
    public async Task The_command_gets_no_other_descriptor_that_it_would_not_get_without_it()
    {
        string without = (await Daemon.RunAsync("run", "s", "--", "python3", "-I", "-c", Descriptors)).Output;

        // The last one is that of the folder which is listed.
        Assert.Equal(
            without.Replace("2, 3", "2, 3, 4", StringComparison.Ordinal),
            (await Daemon.RunAsync("run", "--listen", "s", "--", "python3", "-I", "-c", Descriptors)).Output);
    }

    [Fact]
    public async Task Its_exit_code_and_the_signals_are_those_of_the_command()
    {
        await using RunningProgram run = Daemon.Start(
            "run", "--listen", "s", "--", "sh", "-c", "trap 'exit 9' TERM; echo ready; for i in $(seq 3000); do sleep 0.02; done");
        Assert.Equal("ready", await run.LineAsync());

        run.Signal("TERM");

        Assert.Equal(9, (await run.ResultAsync()).ExitCode);
    }

    [Fact]
    public async Task The_command_ignores_the_signals_that_it_would_ignore_without_it()
    {
        string[] command = ["s", "--", "grep", "SigIgn", "/proc/self/status"];

        ProgramResult without = await Daemon.RunAsync(["run", .. command]);

        Assert.Equal(without, await Daemon.RunAsync(["run", "--listen", .. command]));
    }

    [Fact]
    public async Task A_command_that_cannot_be_run_is_reported_as_without_it()
    {
        using var script = new TestFile("#!/no/such/program\n");
        await using (RunningProgram chmod = RunningProgram.Start("chmod", ["500", script.Path]))
            Assert.Equal(0, await chmod.EndedAsync());

        ProgramResult result = await Daemon.RunAsync("run", "--listen", "s", "--", script.Path);

        Assert.Equal(new ProgramResult(127, "", $"portmanager: {script.Path}: command not found\n"), result);
    }
}
