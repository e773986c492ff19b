using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Cli;

/// <summary><c>--timeout</c> where a host, or a port manager, says nothing.</summary>
public sealed class TimeoutTests
{
    [Theory]
    [InlineData("list")]
    [InlineData("find")]
    [InlineData("status")]
    [InlineData("watch")]
    [InlineData("wait", "s")]
    [InlineData("get", "s")]
    [InlineData("run", "s", "--", "true")]
    public async Task A_host_that_drops_packets_is_given_up_after_the_time_that_the_command_line_gives(params string[] command)
    {
        string[] lines = await OwnHost.PlayAsync(
            $$"""
            ip link add wire type veth peer name end && ip address add 198.51.100.1/24 dev wire && ip link set wire up && ip link set end up
            ip neighbour add 198.51.100.9 lladdr 02:00:00:00:00:09 dev wire
            set -- {{string.Join(' ', command)}}
            verb=$1; shift
            "$program" $verb --host 198.51.100.9 --port 30000 --timeout 300ms "$@" < /dev/null
            echo $?
            """);

        Assert.Equal(["portmanager: cannot connect to 198.51.100.9 port 30000: the host does not answer", "3"], lines);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("find")]
    [InlineData("status")]
    [InlineData("get", "s")]
    public async Task A_port_manager_that_says_nothing_is_given_up_as_well(params string[] command)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;

        ProgramResult result = await PortManagerProgram.RunAsync([.. command, "--host", "127.0.0.1", "--port", $"{port}", "--timeout", "300ms"]);

        Assert.Equal(new ProgramResult(3, "", $"portmanager: the port manager on 127.0.0.1 port {port} does not answer\n"), result);
    }
}
