using System.Net.Sockets;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Limits;

/// <summary>What happens at each limit.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_connection_gets_so_many_ports_and_another_one_gets_more()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-ports-per-connection", "3"]);
        using LineClient client = LineClient.Connect(daemon.Port);
        int[] ports = [client.Gimme("s"), client.Gimme("s"), client.Gimme("s")];

        Assert.Equal("FAIL {this connection holds 3 ports, which is the limit}", client.Ask("GIMME s u"));
        Assert.Equal("FAIL {this connection holds 3 ports, which is the limit}", client.Ask($"CLAIM {daemon.Ports.High} s u"));

        using LineClient other = LineClient.Connect(daemon.Port);
        other.Gimme("s");
        Assert.Equal($"OK {ports[0]}", client.Ask($"FREE {ports[0]}"));
        client.Gimme("s");
    }

    [Fact]
    public async Task A_user_gets_so_many_ports_whatever_names_he_gives_and_however_many_connections_he_has()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-ports-per-user", "2"]);
        using LineClient one = LineClient.Connect(daemon.Port);
        using LineClient two = LineClient.Connect(daemon.Port);
        one.Gimme("s", "fox");
        int port = two.Gimme("s", "cat");

        Assert.Equal("FAIL {dog holds 2 ports, which is the limit}", one.Ask("GIMME s dog"));

        Assert.Equal($"OK {port}", two.Ask($"FREE {port}"));
        one.Gimme("s", "dog");
    }

    [Theory]
    [InlineData(700, true)]
    [InlineData(701, false)]
    public async Task A_line_has_so_many_bytes(int length, bool isServed)
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-line", "700"]);
        using LineClient client = LineClient.Connect(daemon.Port);

        Assert.StartsWith(isServed ? "OK 0" : "FAIL {Invalid request LIST ", client.Ask("LIST".PadRight(length)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_line_may_take_so_long_and_an_idle_connection_for_ever()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-line-age", "1"]);
        using LineClient idle = LineClient.Connect(daemon.Port);
        int port = idle.Gimme("s");
        using LineClient slow = LineClient.Connect(daemon.Port);
        slow.Send("GIMME half");

        Assert.Equal("FAIL {Invalid request GIMME half: its end takes too long}\n", slow.ReadToEnd());

        Assert.Equal([$"{port} s u"], idle.List());
    }

    [Fact]
    public async Task A_request_that_keeps_coming_byte_by_byte_is_too_old_as_well()
    {
        await using Daemon daemon = await Daemon.StartAsync(options: ["--max-line-age", "1"]);
        using LineClient slow = LineClient.Connect(daemon.Port);

        await Eventually.Holds("it is refused", () =>
        {
            if (slow.Socket.Poll(0, SelectMode.SelectRead))
                return true;
            slow.Send(" ");
            return false;
        });
        Assert.StartsWith("FAIL {Invalid request ", slow.ReadToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_too_much_is_unread_some_of_those_who_do_not_read_are_closed_and_nobody_else()
    {
        await using Daemon daemon = await Daemon.StartAsync(ports: 1000, options: ["--max-unread", "1048576"]);
        using LineClient holder = LineClient.Connect(daemon.Port);
        for (int i = 0; i < 1000; i++)
            holder.Gimme(new string('x', 250) + i);
        LineClient[] deaf = [.. Enumerable.Range(0, 20).Select(_ => LineClient.Connect(daemon.Port, receiveBuffer: 4096))];
        foreach (LineClient client in deaf)
            SendAll(client, string.Concat(Enumerable.Repeat("LIST\n", 100)));

        await Eventually.Holds("some are closed", () => deaf.Any(IsReset));
        await Eventually.Holds("no more than that is unread", () => long.Parse(holder.Status("unread-bytes")) <= 1048576);

        Assert.Equal(1000, holder.List().Length);
        Array.ForEach(deaf, c => c.Dispose());
        await Eventually.Holds("nothing is unread", () => holder.Status("unread-bytes") == "0");
    }

    [Fact]
    public async Task Connections_have_tcp_keepalive_accepted_or_kept_over_a_restart()
    {
        const int KeepAlive = 2;
        await using FakeSystemd systemd = await FakeSystemd.RunAsync();
        using LineClient client = LineClient.Connect(systemd.Port);
        client.Gimme("s");
        await Eventually.Holds("its timer runs", () => SocketQueues.ActiveTimer(systemd.Port, client) == KeepAlive);

        await systemd.KillAsync();
        await systemd.StartAsync();

        client.List();
        await Eventually.Holds("its timer runs again", () => SocketQueues.ActiveTimer(systemd.Port, client) == KeepAlive);
    }

    private static void SendAll(LineClient client, string requests)
    {
        try
        {
            client.Send(requests);
        }
        catch (SocketException)
        {
            // It is one of those that are closed.
        }
    }

    private static bool IsReset(LineClient client) =>
        (int)client.Socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0;
}
