using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>Variables of systemd's that say what is not so.</summary>
public sealed class OddEnvironmentTests
{
    [Theory]
    [InlineData("export LISTEN_PID=$$ LISTEN_FDS=2000000000")]
    [InlineData("exec 3</etc/passwd; export LISTEN_PID=$$ LISTEN_FDS=1")]
    [InlineData("export LISTEN_PID=$$ LISTEN_FDS=-1")]
    [InlineData("export NOTIFY_SOCKET=/nothing/is/here")]
    [InlineData("export NOTIFY_SOCKET=@")]
    public async Task The_daemon_serves_all_the_same(string variables)
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: variables);
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
    }

    [Fact]
    public async Task A_socket_to_notify_that_cannot_be_one_is_a_warning()
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: "export NOTIFY_SOCKET=/$(printf %0200d 0)");

        await Eventually.Holds("it warns", () => daemon.Errors.Contains(
            "systemd is told nothing: NOTIFY_SOCKET is longer than the 107 bytes that the path of a socket may have\n", StringComparison.Ordinal));
    }
}
