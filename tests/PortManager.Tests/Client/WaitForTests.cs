using PortManager.Client;

using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class WaitForTests
{
    [Fact]
    public async Task A_service_that_is_there_is_found_at_once()
    {
        await using ScriptedPeer peer = New("OK 1\n1 s fox\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(new PortAllocation(1, "s", "fox"), await client.WaitForAsync("s", cancellationToken: Token));
        Assert.Equal(["VERSION", "WATCH -service s"], peer.Requests);
    }

    [Fact]
    public async Task A_service_that_appears_is_found_then()
    {
        await using ScriptedPeer peer = New("OK 0\n+ 1 s owl\n+ 2 s_1 fox\n- 1 s owl\n+ 3 s fox\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(3, (await client.WaitForAsync("s", "fox", TimeSpan.FromSeconds(10), Token)).Port);
        Assert.Equal("WATCH -service s -user fox", peer.Requests[^1]);
    }

    [Fact]
    public async Task With_an_old_daemon_listings_are_asked_for_until_it_is_there()
    {
        int asked = 0;
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
            OldDaemonAsync(connection, line, line == "LIST" && ++asked == 4 ? "7 s fox\n" : "8 s_1 fox\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(7, (await client.WaitForAsync("s", cancellationToken: Token)).Port);
        Assert.Equal(["VERSION", "LIST", "LIST", "LIST", "LIST"], peer.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_that_does_not_come_is_a_time_out(bool isOld)
    {
        await using ScriptedPeer peer = isOld ? ScriptedPeer.Old() : New("OK 0\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(
            () => client.WaitForAsync("s", timeout: TimeSpan.FromMilliseconds(100), cancellationToken: Token));
        Assert.Equal($"The port manager on 127.0.0.1 port {peer.Port} did not list the service s within 0.1 s.", e.Message);
        Assert.Equal(30105, await client.GetPortAsync("still there", Token));
    }

    [Fact]
    public async Task Zero_looks_once()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old("7 s fox\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(7, (await client.WaitForAsync("s", timeout: TimeSpan.Zero, cancellationToken: Token)).Port);
        await Assert.ThrowsAsync<TimeoutException>(() => client.WaitForAsync("t", timeout: TimeSpan.Zero, cancellationToken: Token));
        Assert.Equal(["VERSION", "LIST", "LIST"], peer.Requests);
    }

    [Fact]
    public async Task A_daemon_that_is_being_restarted_is_waited_for()
    {
        await using ScriptedPeer peer = New("OK 1\n1 s fox\n");
        var time = new RecordedTime();
        await using PortManagerClient client = await ConnectAsync(peer, Options with { TimeProvider = time });
        peer.StopListening();
        await peer.EndAllAsync();
        Task<PortAllocation> waiting = client.WaitForAsync("s", cancellationToken: Token);
        time.AwaitTries();
        Assert.False(waiting.IsCompleted, $"{waiting.Exception}");
        peer.Listen();
        Assert.Equal(1, (await waiting.Bounded()).Port);
    }

    [Fact]
    public async Task A_daemon_that_is_away_is_not_a_service_that_is_not_there()
    {
        await using ScriptedPeer peer = New("OK 0\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        peer.StopListening();
        await peer.EndAllAsync();
        PortManagerUnavailableException e = await Assert.ThrowsAsync<PortManagerUnavailableException>(
            () => client.WaitForAsync("s", timeout: TimeSpan.FromMilliseconds(200), cancellationToken: Token));
        Assert.IsType<System.Net.Sockets.SocketException>(e.InnerException);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_daemon_that_does_not_answer_is_not_a_service_that_is_not_there(bool looksOnce)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => "");
        await using PortManagerClient client = await ConnectAsync(peer, Impatient);
        PortManagerUnavailableException e = await Assert.ThrowsAsync<PortManagerUnavailableException>(
            () => client.WaitForAsync("s", timeout: looksOnce ? TimeSpan.Zero : TimeSpan.FromSeconds(1), cancellationToken: Token));
        Assert.IsType<TimeoutException>(e.InnerException);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled_and_costs_no_port()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("mine", Token);
        using var cancelling = new CancellationTokenSource();
        Task waiting = client.WaitForAsync("s", cancellationToken: cancelling.Token);
        await peer.ReceivedAsync("LIST", count: 3);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(peer.FirstEnded.IsCompleted);
    }

    [Fact]
    public async Task Arguments_are_checked_before_anything_is_sent()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<ArgumentException>(() => client.WaitForAsync("", cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.WaitForAsync("s", "\n", cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.WaitForAsync("s", timeout: TimeSpan.FromSeconds(-1), cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => client.WaitForAsync("s", timeout: TimeSpan.FromDays(100), cancellationToken: Token));
        Assert.Empty(peer.Requests);
    }

    private static ScriptedPeer New(string stream) => ScriptedPeer.Start((connection, line) => line.Split(' ')[0] switch
    {
        "VERSION" => connection.SendAsync(NewVersion),
        "WATCH" => connection.SendAsync(stream),
        _ => OldDaemonAsync(connection, line),
    });
}
