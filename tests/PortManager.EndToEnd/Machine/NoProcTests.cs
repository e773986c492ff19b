using PortManager.EndToEnd.Cli;
using PortManager.EndToEnd.Http;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>A machine without /proc, as in a chroot.</summary>
public sealed class NoProcTests
{
    private static readonly string s_unshare = Environment.IsPrivilegedProcess ? "unshare --mount" : "unshare --mount --map-root-user";

    public static bool IsNative => PortManagerProgram.IsNative;

    [Fact(SkipUnless = nameof(IsNative), Skip = "a build that is not native needs /proc")]
    public async Task The_daemon_serves_clients_and_browsers()
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: Without("\"$0\" \"$@\""));
        using LineClient client = LineClient.Connect(daemon.Port);
        int port = client.Gimme("s");

        Assert.Equal([$"{port} s u"], client.List());
        Assert.Equal("s", HttpPeer.Json(daemon.Port, "/api/v1/ports").GetProperty("ports")[0].GetProperty("service").GetString());
        Assert.Equal(0, await daemon.EndAsync("TERM"));
    }

    [Theory(SkipUnless = nameof(IsNative), Skip = "a build that is not native needs /proc")]
    [InlineData("portmanager", "run", "--host", "127.0.0.1", "mine", "--port", "{0}", "--", "echo", "ran")]
    [InlineData("lsservices", "127.0.0.1")]
    public async Task Each_name_of_the_program_does_what_it_does_elsewhere(string name, params string[] args)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using var link = new ProgramLink(name);
        string[] told = [.. args.Select(a => a == "{0}" ? $"{daemon.Port}" : a)];
        await using RunningProgram there = RunningProgram.Start("/bin/sh", ["-c", Without("\"$0\" \"$@\""), link.Path, .. told]);
        ProgramResult result = await there.ResultAsync();
        await using RunningProgram here = link.Start(told);

        Assert.Equal(await here.ResultAsync(), result);
    }

    /// <summary>A command for a shell that runs another one without /proc, in its own place.</summary>
    private static string Without(string command) =>
        $"exec {s_unshare} /bin/sh -c 'mount -t tmpfs none /proc && exec {command}' \"$0\" \"$@\"";
}
