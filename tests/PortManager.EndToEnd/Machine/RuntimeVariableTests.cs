using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>Variables that a user exported for other programs of .NET.</summary>
public sealed class RuntimeVariableTests
{
    private const string OfAnotherProgram =
        "export DOTNET_GCHeapHardLimit=100000 DOTNET_SYSTEM_NET_DISABLEIPV6=1 DOTNET_gcServer=1 DOTNET_Thread_DefaultStackSize=1000 "
        + "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT=0";

    public static bool IsNative => PortManagerProgram.IsNative;

    [Fact(SkipUnless = nameof(IsNative), Skip = "only native builds ignore them")]
    public async Task The_daemon_serves_as_without_them()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--listen", "0"], shell: OfAnotherProgram);
        await Eventually.Holds("it says where it listens", () => daemon.Output.Contains($"listens on 0.0.0.0:{daemon.Port} and [::]:{daemon.Port}\n", StringComparison.Ordinal));

        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
        Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/")).Status);
    }

    [Fact(SkipUnless = nameof(IsNative), Skip = "only native builds ignore them")]
    public async Task A_command_that_it_runs_has_them_all_the_same()
    {
        await using Daemon daemon = await Daemon.StartAsync();
        await using RunningProgram run = RunningProgram.Start(
            "/bin/sh",
            [
                "-c", OfAnotherProgram + "\nexec \"$0\" \"$@\"", PortManagerProgram.Exe,
                "run", "--host", "127.0.0.1", "--port", $"{daemon.Port}", "mine", "--", "sh", "-c", "echo $DOTNET_GCHeapHardLimit",
            ]);

        Assert.Equal(new ProgramResult(0, "100000\n", ""), await run.ResultAsync());
    }
}
