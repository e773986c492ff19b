using System.Net;
using System.Net.Sockets;
using System.Text;
using PortManager.Client;
using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class GetPortTests
{
    [Fact]
    public async Task A_port_is_had_for_the_service_and_the_user()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(30105, await client.GetPortAsync("Ring Master", Token));
        Assert.Equal(["GIMME {Ring Master} fox"], peer.Requests);
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task The_user_is_who_runs_the_process_unless_it_is_said()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer, Options with { User = null });
        await client.GetPortAsync("s", Token);
        Assert.Equal([$"GIMME s {PortManager.Client.UserName.OfThisProcess()}"], peer.Requests);
    }

    [Fact]
    public async Task A_request_is_one_write()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using PortManagerClient client = await PortManagerClient.ConnectAsync("127.0.0.1", port, Options, Token);
        using Socket peer = await listener.AcceptSocketAsync(Token);
        Task<int> getting = client.GetPortAsync("service", Token);
        var received = new byte[100];
        int count = await peer.ReceiveAsync(received, Token);
        Assert.Equal("GIMME service fox\n", Encoding.UTF8.GetString(received, 0, count));
        await peer.SendAsync("OK 1\n"u8.ToArray(), Token);
        Assert.Equal(1, await getting);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nLIST")]
    [InlineData("a\0b")]
    public async Task A_bad_name_is_never_sent_and_costs_nothing(string name)
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("first", Token);
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetPortAsync(name, Token));
        await client.GetPortAsync("second", Token);
        Assert.Equal(["GIMME first fox", "GIMME second fox"], peer.Requests);
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task Neither_half_a_character_nor_too_long_a_name_is_sent()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetPortAsync("\ud800", Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetPortAsync(new string('Ä', 128), Token));
        Assert.Equal(30105, await client.GetPortAsync(new string('Ä', 127), Token));
        Assert.Single(peer.Requests);
    }

    [Fact]
    public async Task A_refusal_carries_the_text_of_the_daemon_and_changes_nothing()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(
            line => line == "GIMME second fox" ? "FAIL {no free ports}\r\n" : "OK 30105\r\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("first", Token);
        PortRefusedException refused = await Assert.ThrowsAsync<PortRefusedException>(() => client.GetPortAsync("second", Token));
        Assert.Equal("no free ports", refused.Message);

        await client.GetPortAsync("third", Token);
        Assert.False(peer.FirstEnded.IsCompleted);
        Assert.Equal(1, peer.Connections);
        Assert.Empty(lost.More);
    }

    public static TheoryData<string> Garbage => new(
        "OK\n", "OK 99999\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\n", new string('x', 200_000));

    [Theory]
    [MemberData(nameof(Garbage), DisableDiscoveryEnumeration = true)]
    public async Task Garbage_ends_the_connection_and_costs_no_port(string garbage)
    {
        await using ScriptedPeer peer = Breaking(connection => connection.SendAsync(garbage));
        await using PortManagerClient client = await ConnectAsync(peer);
        await AssertMendedAsync(client, peer, () => Assert.ThrowsAsync<PortManagerProtocolException>(() => client.GetPortAsync("bad", Token)));
    }

    [Fact]
    public async Task A_greeting_that_nobody_asked_for_ends_the_connection_before_anything_is_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using PortManagerClient client = await PortManagerClient.ConnectAsync("127.0.0.1", port, Options, Token);
        using Socket peer = await listener.AcceptSocketAsync(Token);
        await peer.SendAsync("220 mail.example.org ESMTP\r\n"u8.ToArray(), Token);
        Assert.Equal(0, await peer.ReceiveAsync(new byte[1], Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK 30")]
    public async Task Silence_is_a_time_out_and_changes_nothing(string half)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(line => line == "GIMME s fox" ? "OK 30104\n" : half);
        await using PortManagerClient client = await ConnectAsync(peer, Impatient);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => client.GetPortAsync("t", Token));
        Assert.Equal($"The port manager on 127.0.0.1 port {peer.Port} did not answer within 0.2 s.", e.Message);
        Assert.False(peer.FirstEnded.IsCompleted);
        Assert.Equal(1, peer.Connections);
        Assert.Empty(lost.More);
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK 30")]
    [InlineData("OK 30105")]
    public async Task The_end_of_the_connection_in_the_middle_of_a_reply_costs_no_port(string half)
    {
        await using ScriptedPeer peer = Breaking(async connection =>
        {
            await connection.SendAsync(half);
            connection.Dispose();
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        await AssertMendedAsync(client, peer, async () =>
        {
            PortManagerClosedException e = await Assert.ThrowsAsync<PortManagerClosedException>(() => client.GetPortAsync("bad", Token));
            Assert.Equal($"The port manager on 127.0.0.1 port {peer.Port} closed the connection.", e.Message);
        });
    }

    [Fact]
    public async Task A_reset_comes_through_as_a_socket_error_and_costs_no_port()
    {
        await using ScriptedPeer peer = Breaking(connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        await AssertMendedAsync(client, peer, async () =>
        {
            SocketException e = await Assert.ThrowsAsync<SocketException>(() => client.GetPortAsync("bad", Token));
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        });
    }

    [Fact]
    public async Task A_reply_a_byte_at_a_time_is_a_reply()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, _) => connection.SendByteByByteAsync("OK 30105\r\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(30105, await client.GetPortAsync("a", Token));
        Assert.Equal(30105, await client.GetPortAsync("b", Token));
    }

    [Fact]
    public async Task Requests_of_several_tasks_take_their_turn_on_one_connection()
    {
        int asked = 0;
        int port = 30000;
        await using ScriptedPeer peer = ScriptedPeer.Start(async (connection, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref asked));
            await Task.Yield();
            Interlocked.Decrement(ref asked);
            await connection.SendAsync($"OK {++port}\n");
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        int[] ports = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.GetPortAsync($"s{i}", Token)));
        Assert.Equal(Enumerable.Range(30001, 100), ports.Order());
        Assert.Equal(1, peer.Connections);
    }

    [Fact]
    public async Task A_connection_that_holds_nothing_and_drops_is_made_again()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Empty(await client.ListPortsAsync(Token));
        await peer.EndAllAsync();
        Assert.Empty(await client.ListPortsAsync(Token));
        await peer.EndAllAsync();
        Assert.Equal(30105, await client.GetPortAsync("s", Token));
    }

    /// <summary>A port manager that knows CLAIM, and does something else when a port is asked for by the name "bad".</summary>
    private static ScriptedPeer Breaking(Func<PeerConnection, Task> onBad) => ScriptedPeer.Start((connection, line) =>
        line == "GIMME bad fox" ? onBad(connection)
        : connection.SendAsync(line == "VERSION" ? NewVersion : "OK 30105\n"));

    /// <summary>Checks that a call that breaks the connection costs no port: the client makes a new one, and claims.</summary>
    private static async Task AssertMendedAsync(PortManagerClient client, ScriptedPeer peer, Func<Task> breaks)
    {
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        await breaks();
        await client.ClaimPortAsync(30105, "t", Token);
        Assert.Equal("CLAIM 30105 s fox", peer.Requests.First(line => line.StartsWith("CLAIM", StringComparison.Ordinal)));
        Assert.Empty(lost.More);
    }
}
