using PortManager.EndToEnd.Faults;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>Limits of address space and of threads.</summary>
[Collection(HeavyCollection.Name)]
public sealed class ScarceMemoryTests
{
    private const int Holders = 5_000;

    // A user who has no other processes.
    private const int Alone = 54321;

    public static bool IsNative => PortManagerProgram.IsNative;

    [Fact(SkipUnless = nameof(IsNative), Skip = "a build that is not native needs more")]
    public async Task In_200_MB_of_address_space_five_thousand_hold_ports_and_browsers_see_them()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: Holders, shell: "ulimit -v 200000");
        LineClient[] clients = [.. Enumerable.Range(0, Holders).Select(_ => LineClient.Connect(daemon.Port))];
        try
        {
            Assert.All(clients, c => c.Gimme("s"));
            Assert.Equal(Holders, HttpPeer.Json(daemon.Port, "/api/v1/ports").GetProperty("ports").GetArrayLength());
            Assert.Equal(200, HttpPeer.Ask(daemon.Port, HttpPeer.Get("/metrics")).Status);
            Assert.Equal(Holders, clients[0].List().Length);
        }
        finally
        {
            Array.ForEach(clients, c => c.Dispose());
        }
    }

    [Theory(SkipUnless = nameof(IsNative), Skip = "a build that is not native needs more")]
    [InlineData(120_000, 1, "serving needs 160 MiB of address space, and the limit is 117 MiB; raise it with ulimit -v, or LimitAS= in the unit")]
    [InlineData(60_000, 5, "96 MiB of address space are needed, and the limit is 58 MiB; raise it with ulimit -v")]
    public async Task With_too_little_of_it_the_program_ends_with_a_sentence(int kilobytes, int exitCode, string sentence) =>
        Assert.Equal(
            new ProgramResult(exitCode, "", $"portmanager: {sentence}\n"),
            await RunAsync("/bin/sh", "-c", $"ulimit -v {kilobytes}; exec \"$0\" serve --listen 127.0.0.1:0", PortManagerProgram.Exe));

    [Fact(SkipUnless = nameof(IsNative), Skip = "a build that is not native needs more")]
    public async Task With_too_few_threads_the_daemon_ends_with_a_sentence() =>
        Assert.Equal(
            new ProgramResult(1, "", "portmanager: serving needs 16 threads, and the limit is 8; raise it with ulimit -u, or LimitNPROC= in the unit\n"),
            await RunAsync("setpriv", $"--reuid={Alone}", "--clear-groups", "prlimit", "--nproc=8", PortManagerProgram.Exe, "serve", "--listen", "127.0.0.1:0"));

    [Theory(SkipUnless = nameof(IsNative), Skip = "a build that is not native needs more")]
    [InlineData("list")]
    [InlineData("serve --listen 127.0.0.1:0")]
    public async Task With_hardly_a_descriptor_the_program_ends_with_a_sentence(string command)
    {
        // One that is not enough for the system to start the program at all is not the program's.
        foreach (int descriptors in Enumerable.Range(4, 6))
        {
            ProgramResult result = await RunAsync("/bin/sh", "-c", $"ulimit -n {descriptors}; exec \"$0\" {command}", PortManagerProgram.Exe);

            Assert.Matches("^portmanager: .*(descriptors|too many open files|connection refused|cannot read)", result.Errors);
            Assert.DoesNotContain("unexpected", result.Errors, StringComparison.Ordinal);
        }
    }

    private static async Task<ProgramResult> RunAsync(string file, params string[] args)
    {
        await using RunningProgram program = RunningProgram.Start(file, args);
        return await program.ResultAsync();
    }
}
