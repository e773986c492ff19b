using System.Net;
using System.Net.Sockets;
using PortManager.EndToEnd.Restarts;
using PortManager.EndToEnd.Support;

namespace PortManager.EndToEnd.Faults;

/// <summary>Ports of which the kernel keeps connections for a minute that their server closed first: TIME_WAIT.</summary>
public sealed class ClosedConnectionsTests : IAsyncLifetime
{
    private const int Ports = 3;

    private readonly int _first;
    private Daemon _daemon = null!;

    // They are not returned: what is left of these tests' connections would be in the way of others.
    public ClosedConnectionsTests() => _first = Daemon.TakePorts(Ports).Low;

    public async ValueTask InitializeAsync() =>
        _daemon = await Daemon.StartAsync(ports: 1, options: ["--ports", $"{_first}-{_first + Ports - 1}"]);

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Such_a_port_is_handed_out_last_and_is_not_called_another_program_s(bool reuse)
    {
        Leave(_first, reuse);
        using LineClient client = LineClient.Connect(_daemon.Port);

        Assert.Equal([_first + 1, _first + 2, _first], Enumerable.Range(0, Ports).Select(i => client.Gimme($"s{i}")));

        Assert.Equal("{}", client.Status("ports-busy"));
        Assert.DoesNotContain("is in use by another program", File.ReadAllText(_daemon.Log), StringComparison.Ordinal);
        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME s u"));
    }

    [Fact]
    public void A_server_that_gets_it_can_listen_there()
    {
        for (int i = 0; i < Ports; i++)
            Leave(_first + i, reuse: i == Ports - 1);
        using LineClient client = LineClient.Connect(_daemon.Port);

        int port = client.Gimme("s");

        Assert.Equal(_first + Ports - 1, port);
        using Socket server = Stranger.On("0.0.0.0", port, listens: true, reuse: true);
    }

    [Fact]
    public void It_can_be_claimed()
    {
        Leave(_first, reuse: true);
        using LineClient client = LineClient.Connect(_daemon.Port);

        Assert.Equal($"OK {_first}", client.Ask($"CLAIM {_first} s u"));
    }

    [Fact]
    public void One_of_which_a_child_of_its_dead_server_has_a_connection_is_busy()
    {
        Leave(_first, reuse: true);
        Socket server = Stranger.On("127.0.0.1", _first, listens: true, reuse: true);
        using Socket peer = ConnectedTo(_first);
        using Socket child = server.Accept();
        server.Dispose();
        using LineClient client = LineClient.Connect(_daemon.Port);

        Assert.Equal([_first + 1, _first + 2], Enumerable.Range(0, Ports - 1).Select(i => client.Gimme($"s{i}")));

        Assert.Equal("FAIL {no free ports}", client.Ask("GIMME s u"));
        Assert.Equal($"{_first}", client.Status("ports-busy"));
    }

    private static void Leave(int port, bool reuse)
    {
        using Socket server = Stranger.On("127.0.0.1", port, listens: true, reuse);
        using Socket peer = ConnectedTo(port);
        server.Accept().Dispose();
        Assert.Equal(0, peer.Receive(new byte[1]));
    }

    private static Socket ConnectedTo(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }
}
