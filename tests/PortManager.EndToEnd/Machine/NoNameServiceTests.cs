using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>A machine whose /etc/hosts is empty, and whose name service does not answer.</summary>
public sealed class NoNameServiceTests
{
    private static readonly string s_unshare = Environment.IsPrivilegedProcess ? "unshare --mount" : "unshare --mount --map-root-user";

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("daq.localhost")]
    public async Task Localhost_is_the_loopback(string host)
    {
        await using Daemon daemon = await Daemon.StartAsync();
        using LineClient holder = LineClient.Connect(daemon.Port);
        int port = holder.Gimme("s");
        const string Hide = "for file in hosts resolv.conf nsswitch.conf; do mount --bind /dev/null /etc/$file || exit; done";
        await using RunningProgram find = RunningProgram.Start(
            "/bin/sh",
            ["-c", $"exec {s_unshare} /bin/sh -c '{Hide}; exec \"$0\" \"$@\"' \"$0\" \"$@\"", PortManagerProgram.Exe, "find", "--host", host, "--port", $"{daemon.Port}"]);

        Assert.Equal(new ProgramResult(0, $"{port}\ts\tu\n", ""), await find.ResultAsync());
    }
}
