using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

public sealed class GetTests : IAsyncLifetime
{
    private Daemon _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await Daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task It_holds_the_port_until_its_input_ends()
    {
        await using RunningProgram get = _daemon.Start("get", "mine", "--user", "fox");
        string port = await get.LineAsync();
        get.WriteLine("what is written does not matter");

        Assert.Equal($"{port}\tmine\tfox\n", await _daemon.FindAsync());
        Assert.InRange(int.Parse(port, CultureInfo.InvariantCulture), _daemon.Ports.Low, _daemon.Ports.High);
        Assert.False(get.HasEnded);

        get.EndInput();
        Assert.Equal(new ProgramResult(0, $"{port}\n", ""), await get.ResultAsync());
        await _daemon.AdvertisesNothingAsync();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_in_good_order(string signal)
    {
        await using RunningProgram get = _daemon.Start("get", "mine");
        await get.LineAsync();

        get.Signal(signal);

        Assert.Equal(0, await get.EndedAsync());
        await _daemon.AdvertisesNothingAsync();
    }

    [Theory]
    [InlineData("< /dev/null")]
    [InlineData("< /etc/passwd")]
    public async Task An_input_that_cannot_end_later_does_not_end_it(string redirection)
    {
        await using RunningProgram get = Shell($"exec \"$0\" get --port {_daemon.Port} mine {redirection}");
        await get.LineAsync();

        await AssertHoldsAsync(get);
        get.Signal("TERM");
        Assert.Equal(0, await get.EndedAsync());
    }

    [Fact]
    public async Task It_can_be_a_background_job_of_a_script()
    {
        await using RunningProgram script = Shell($"\"$0\" get --port {_daemon.Port} mine & echo job $!; wait $!");
        await script.LineAsync(1);
        // The line of the shell and that of the job may come in either order.
        int job = int.Parse(Regex.Match(script.Output, "job ([0-9]+)").Groups[1].ValueSpan, CultureInfo.InvariantCulture);

        await AssertHoldsAsync(script);
        Signals.Send(job, "TERM");
        Assert.Equal(0, await script.EndedAsync());
    }

    [Fact]
    public async Task An_input_that_has_ended_already_ends_it() =>
        Assert.Equal(0, (await _daemon.RunAsync("get", "mine")).ExitCode);

    [Fact]
    public async Task Json_gives_the_name_that_is_advertised()
    {
        using LineClient first = LineClient.Connect(_daemon.Port);
        first.Gimme("mine", "fox");

        ProgramResult result = await _daemon.RunAsync("get", "mine", "--user", "fox", "--json");

        JsonRow row = JsonRow.Parse(result.Output);
        Assert.Equal(new JsonRow("127.0.0.1", row.Port, "mine_1", "fox"), row);
        Assert.InRange(row.Port, _daemon.Ports.Low, _daemon.Ports.High);
    }

    [Fact]
    public async Task A_refusal_is_exit_code_1()
    {
        using LineClient client = LineClient.Connect(_daemon.Port);
        while (client.Ask("GIMME s u").StartsWith("OK ", StringComparison.Ordinal))
        {
            // Until there is no more.
        }

        ProgramResult result = await _daemon.RunAsync("get", "mine");

        Assert.Equal(new ProgramResult(1, "", "portmanager: the port manager refused: no free ports\n"), result);
    }

    private static RunningProgram Shell(string commands) =>
        RunningProgram.Start(new ProcessStartInfo("/bin/sh", ["-c", commands, PortManagerProgram.Exe]));

    // Long enough for an end of the input to be seen, several times over.
    private async Task AssertHoldsAsync(RunningProgram holder)
    {
        for (int i = 0; i < 3; i++)
            Assert.NotEmpty(await _daemon.FindAsync());
        Assert.False(holder.HasEnded);
    }
}
