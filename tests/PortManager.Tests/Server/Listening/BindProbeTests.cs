using System.Net;
using System.Net.Sockets;
using PortManager.Server.Listening;
using PortManager.Server.Pool;

namespace PortManager.Tests.Server.Listening;

public class BindProbeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_port_of_which_only_closed_connections_are_left_is_no_other_program_s(bool reuse)
    {
        using var probe = new BindProbe(PortRanges.Between(1, 65535));
        int port;
        using (Socket server = Listening(reuse))
        {
            port = PortOf(server);
            using Socket client = ConnectedTo(port);
            // Who closes first is left in TIME_WAIT.
            server.Accept().Dispose();
            Assert.Equal(0, client.Receive(new byte[1]));
        }

        Assert.Equal(reuse ? PortUse.Reusable : PortUse.Closing, probe.Look(port));
    }

    [Fact]
    public void A_port_with_a_connection_of_a_server_that_listens_no_more_is_in_use()
    {
        using var probe = new BindProbe(PortRanges.Between(1, 65535));
        Socket server = Listening(reuse: true);
        int port = PortOf(server);
        using Socket closed = ConnectedTo(port);
        server.Accept().Dispose();
        using Socket client = ConnectedTo(port);
        using (server.Accept())
        {
            server.Dispose();
            Assert.Equal(PortUse.InUse, probe.Look(port));
        }

        // In one of the next turns: what the kernel told of all sockets is used for ten times as long as telling took.
        Patience.Until(() =>
        {
            probe.BeginTurn();
            return probe.Look(port) == PortUse.Reusable;
        });
    }

    [Fact]
    public void Of_the_ports_that_it_was_not_made_for_it_does_not_know_what_uses_them()
    {
        using var probe = new BindProbe(PortRanges.Between(1, 1));
        Socket server = Listening(reuse: true);
        int port = PortOf(server);
        using Socket client = ConnectedTo(port);
        server.Accept().Dispose();
        server.Dispose();

        Assert.Equal(PortUse.InUse, probe.Look(port));
    }

    [Theory]
    [InlineData("0.0.0.0", false, true)]
    [InlineData("0.0.0.0", true, false)]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("127.0.0.1", true, true)]
    [InlineData("127.0.0.1", false, false)]
    [InlineData("127.0.0.1", true, false)]
    [InlineData("::1", false, true)]
    [InlineData("::1", true, false)]
    public void A_port_that_is_bound_is_not_free_until_it_is_let_go(string address, bool reuse, bool listens)
    {
        IPAddress ip = IPAddress.Parse(address);
        Assert.SkipUnless(ip.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "this host has no IPv6");
        using var probe = new BindProbe(PortRanges.Between(1, 65535));
        int port;
        // .NET sets SO_REUSEADDR where the protocol is named.
        using (var socket = new Socket(ip.AddressFamily, SocketType.Stream, reuse ? ProtocolType.Tcp : ProtocolType.Unspecified))
        {
            port = Bind(socket, ip);
            if (listens)
                socket.Listen();

            Assert.Equal(PortUse.InUse, probe.Look(port));
        }

        Assert.Equal(PortUse.Free, probe.Look(port));
        Assert.Equal(PortUse.Free, probe.Look(port));
    }

    // .NET sets SO_REUSEADDR where the protocol is named.
    private static Socket Listening(bool reuse)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, reuse ? ProtocolType.Tcp : ProtocolType.Unspecified);
        Bind(socket, IPAddress.Loopback);
        socket.Listen();
        return socket;
    }

    /// <summary>Binds a port that the kernel gives to nobody: one that it does, another test may have as soon as this one lets it go.</summary>
    private static int Bind(Socket socket, IPAddress address)
    {
        while (true)
        {
            int port = Random.Shared.Next(30_100, 32_700);
            try
            {
                socket.Bind(new IPEndPoint(address, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one will do.
            }
        }
    }

    private static Socket ConnectedTo(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
