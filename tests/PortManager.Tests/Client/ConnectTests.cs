using System.Net;
using System.Net.Sockets;
using PortManager.Client;
using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class ConnectTests
{
    [Fact]
    public async Task The_client_says_what_it_is_connected_to()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => null);
        await using PortManagerClient client = await PortManagerClient.ConnectAsync("localhost", peer.Port, Options, Token);
        Assert.Equal("localhost", client.Host);
        Assert.Equal(peer.Port, client.Port);
    }

    [Fact]
    public async Task Without_a_port_the_port_file_of_this_host_is_asked()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => null);
        using var file = new TemporaryFile($"{peer.Port}\n");
        PortManagerClientOptions options = Options with { PortFile = file.Path };
        await using PortManagerClient client = await PortManagerClient.ConnectAsync(options: options, cancellationToken: Token);
        Assert.Equal(peer.Port, client.Port);
    }

    [Fact]
    public async Task Each_address_of_a_host_is_tried()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => null);
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"), IPAddress.Loopback];
        using LineStream lines = await Dialer.ConnectAsync(new ServerAddress("x", peer.Port), addresses, Options, Token);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_holds_up_no_other()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => null);
        // A listener with a full queue does not answer.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), peer.Port));
        silent.Listen(0);
        using var queued = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await queued.ConnectAsync(IPAddress.Parse("127.0.0.2"), peer.Port, Token);
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];
        PortManagerClientOptions options = Options with { ConnectTimeout = TimeSpan.FromHours(1) };
        using LineStream lines = await Dialer.ConnectAsync(new ServerAddress("x", peer.Port), addresses, options, Token).Bounded();
        Assert.Equal(IPAddress.Loopback, lines.Address);
    }

    [Fact]
    public async Task The_error_of_the_address_that_failed_last_comes_through()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => null);
        peer.StopListening();
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];
        SocketException e = await Assert.ThrowsAsync<SocketException>(
            () => Dialer.ConnectAsync(new ServerAddress("x", peer.Port), addresses, Options, Token));
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    [Fact]
    public async Task The_address_that_answered_last_is_tried_first()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        var server = new ServerAddress("127.0.0.1", peer.Port);
        var source = new ConnectionSource(server, new Locator(server, peer.Port, Options), Options, new Lifetime(server, Options));
        IPAddress[] addresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"), IPAddress.Loopback];
        Assert.Equal(addresses, source.InOrder(addresses));
        await source.ConnectFirstAsync(Token);
        Assert.Equal([IPAddress.Loopback, .. addresses[..2]], source.InOrder(addresses));
        Assert.Equal(addresses[..2], source.InOrder(addresses[..2]));
    }

    [Fact]
    public async Task When_nobody_listens_the_socket_error_comes_through_and_names_host_and_port()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => null);
        peer.StopListening();
        SocketException e = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(peer));
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
        Assert.Equal($"The port manager on 127.0.0.1 port {peer.Port} could not be reached: the connection was refused.", e.Message);
    }

    [Fact]
    public async Task When_there_is_no_such_host_the_socket_error_comes_through()
    {
        SocketException e = await Assert.ThrowsAsync<SocketException>(
            () => PortManagerClient.ConnectAsync("no-such-host.invalid", 30000, Options, Token));
        Assert.Contains(e.SocketErrorCode, new[] { SocketError.HostNotFound, SocketError.TryAgain, SocketError.NoData });
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_a_time_out()
    {
        // A listener with a full queue lets no one in and refuses no one.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var queued = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await queued.ConnectAsync(IPAddress.Loopback, port, Token);

        PortManagerClientOptions options = Options with { ConnectTimeout = TimeSpan.FromMilliseconds(150) };
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(
            () => PortManagerClient.ConnectAsync("127.0.0.1", port, options, Token));
        Assert.Equal($"The port manager on 127.0.0.1 port {port} could not be reached within 0.15 s.", e.Message);
    }

    [Fact]
    public async Task Connecting_can_be_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => PortManagerClient.ConnectAsync("127.0.0.1", 1, Options, cancelled.Token));
    }

    [Theory]
    [InlineData("", 30000)]
    [InlineData("  ", 30000)]
    [InlineData("localhost", 0)]
    [InlineData("localhost", -1)]
    [InlineData("localhost", 65536)]
    public async Task Arguments_are_checked(string host, int port) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => PortManagerClient.ConnectAsync(host, port, Options, Token));

    [Fact]
    public async Task Options_are_checked()
    {
        PortManagerClientOptions options = Options with { RequestTimeout = TimeSpan.Zero };
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            () => PortManagerClient.ConnectAsync("localhost", 1, options, Token));
        Assert.StartsWith("RequestTimeout has to be more than 0.", e.Message, StringComparison.Ordinal);
    }
}
