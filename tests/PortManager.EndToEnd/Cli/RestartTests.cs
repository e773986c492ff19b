using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary>The daemon is killed and started again under verbs that hold on.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Get_has_its_port_again()
    {
        await using Daemon before = await Daemon.StartAsync();
        await using RunningProgram get = before.Start("get", "mine", "--user", "fox");
        string port = await get.LineAsync();

        await before.KillAsync();
        await using Daemon after = await StartInPlaceOfAsync(before, $"{before.Ports.Low}-{before.Ports.High}");

        using LineClient client = LineClient.Connect(after.Port);
        await Eventually.Holds("the port is advertised again", () => client.List() is [var row] && row == $"{port} mine fox");
        Assert.False(get.HasEnded);
        get.EndInput();
        Assert.Equal(0, await get.EndedAsync());
    }

    [Fact]
    public async Task Get_ends_when_its_port_cannot_be_had_again()
    {
        await using Daemon before = await Daemon.StartAsync();
        await using RunningProgram get = before.Start("get", "mine");
        string port = await get.LineAsync();
        (int low, int high) = Daemon.TakePorts(5);

        await before.KillAsync();
        await using Daemon after = await StartInPlaceOfAsync(before, $"{low}-{high}");

        ProgramResult result = await get.ResultAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"portmanager: port {port} is lost: ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_says_so_and_lets_the_command_go_on()
    {
        await using Daemon before = await Daemon.StartAsync();
        await using RunningProgram run = before.Start("run", "mine", "--", "sh", "-c", "echo $PORT; read line; echo $line");
        string port = await run.LineAsync();
        (int low, int high) = Daemon.TakePorts(5);

        await before.KillAsync();
        await using Daemon after = await StartInPlaceOfAsync(before, $"{low}-{high}");

        await Eventually.Holds("a line says so", () => run.Errors.StartsWith($"portmanager: port {port} is lost: ", StringComparison.Ordinal));
        run.WriteLine("alive");
        Assert.Equal(0, await run.EndedAsync());
        Assert.Equal($"{port}\nalive\n", run.Output);
    }

    [Fact]
    public async Task Watch_goes_on_with_what_has_changed()
    {
        await using Daemon before = await Daemon.StartAsync();
        LineClient client = LineClient.Connect(before.Port);
        int port = client.Gimme("a", "u");
        await using RunningProgram watch = before.Start("watch");
        Assert.Equal($"+ {port} a u", await watch.LineAsync());

        await before.KillAsync();
        client.Dispose();
        await using Daemon after = await StartInPlaceOfAsync(before, $"{before.Ports.Low}-{before.Ports.High}");
        using LineClient next = LineClient.Connect(after.Port);
        int other = next.Gimme("b", "u");

        Assert.Equal($"- {port} a u", await watch.LineAsync(1));
        Assert.Equal($"+ {other} b u", await watch.LineAsync(2));
    }

    private static Task<Daemon> StartInPlaceOfAsync(Daemon before, string ports) =>
        Daemon.StartAsync(options: ["--listen", $"127.0.0.1:{before.Port}", "--ports", ports]);
}
