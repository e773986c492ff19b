using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Machine;

/// <summary>Variables and sockets of systemd's that are not as they should be.</summary>
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
    public async Task A_passed_socket_of_IPv6_alone_is_completed_by_one_of_IPv4_and_a_warning()
    {
        const string Pass = "import os, socket, sys\n"
            + "s = socket.create_server((\"::\", 0), family=socket.AF_INET6, dualstack_ipv6=False)\n"
            + "os.dup2(s.detach(), 3)\nos.set_inheritable(3, True)\n"
            + "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=\"1\")\n"
            + "os.execv(sys.argv[1], sys.argv[1:])\n";
        await using Daemon daemon = await Daemon.StartAsync(options: ["--listen", "0"], shell: $"exec python3 -c '{Pass}' \"$0\" \"$@\"");

        using LineClient client = LineClient.Connect(daemon.Port);
        Assert.InRange(client.Gimme("s"), daemon.Ports.Low, daemon.Ports.High);
        await Eventually.Holds("it warns", () => daemon.Errors.Contains(
            $"systemd's socket unit does not listen on 0.0.0.0:{daemon.Port}, so the daemon does;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_socket_to_notify_that_cannot_be_one_is_a_warning()
    {
        await using Daemon daemon = await Daemon.StartAsync(shell: "export NOTIFY_SOCKET=/$(printf %0200d 0)");

        await Eventually.Holds("it warns", () => daemon.Errors.Contains(
            "systemd is told nothing: NOTIFY_SOCKET is longer than the 107 bytes that the path of a socket may have\n", StringComparison.Ordinal));
    }
}
