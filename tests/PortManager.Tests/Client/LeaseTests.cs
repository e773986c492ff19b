using System.Net;
using System.Net.Sockets;
using PortManager.Client;
using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class LeaseTests
{
    [Fact]
    public async Task A_lease_knows_its_port_and_the_name_under_which_the_service_is_advertised()
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        await using PortLease lease = await client.AcquireAsync("s", cancellationToken: Token);
        Assert.Equal(31001, lease.Port);
        Assert.Equal("s_1", lease.Service);
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.Equal(["GIMME s fox", "VERSION", "FIND -beginswith s"], peer.Requests);
    }

    [Fact]
    public async Task A_given_port_is_claimed()
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        await using PortLease lease = await client.AcquireAsync("s", 31005, Token);
        Assert.Equal(31005, lease.Port);
        Assert.Contains("CLAIM 31005 s fox", peer.Requests);
    }

    [Fact]
    public async Task Its_end_releases_the_port_once_and_is_no_loss()
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        PortLease lease = await client.AcquireAsync("s", cancellationToken: Token);
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        lease.Dispose();
        await client.GetPortAsync("next", Token);
        Assert.Single(peer.Requests, "FREE 31001");
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task An_end_that_does_not_wait_releases_the_port_too()
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        PortLease lease = await client.AcquireAsync("s", cancellationToken: Token);
        lease.Dispose();
        await peer.ReceivedAsync("FREE 31001");
    }

    [Fact]
    public async Task The_end_of_an_old_lease_does_not_release_the_port_that_the_client_has_again()
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        PortLease old = await client.AcquireAsync("s", 31005, Token);
        await client.ReleaseAsync(31005, Token);
        await LostAsync(old);
        await using PortLease again = await client.AcquireAsync("s", 31005, Token);
        await old.DisposeAsync();
        Assert.Single(peer.Requests, "FREE 31005");
        Assert.False(again.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_port_that_cannot_be_had_again_cancels_the_token_and_the_end_of_the_lease_sends_nothing()
    {
        await using var daemon = new ClaimingDaemon { Refuses = (_, _) => "port 31001 is in use by t of ant" };
        await using PortManagerClient client = await ConnectAsync(daemon.Peer, Options with { ReclaimTimeout = TimeSpan.Zero });
        PortLease lease = await client.AcquireAsync("s", cancellationToken: Token);
        await daemon.Peer.EndAllAsync();
        await LostAsync(lease);
        await lease.DisposeAsync();
        Assert.DoesNotContain("FREE 31001", daemon.Peer.Requests);
    }

    [Fact]
    public async Task The_end_of_the_client_cancels_the_token()
    {
        await using ScriptedPeer peer = New();
        PortManagerClient client = await ConnectAsync(peer);
        PortLease lease = await client.AcquireAsync("s", cancellationToken: Token);
        client.Dispose();
        await LostAsync(lease);
        await lease.DisposeAsync();
    }

    [Fact]
    public async Task A_handler_of_a_loss_that_throws_harms_nobody()
    {
        await using ScriptedPeer peer = New();
        PortManagerClient client = await ConnectAsync(peer);
        PortLease lease = await client.AcquireAsync("s", cancellationToken: Token);
        lease.Lost.Register(() => throw new InvalidOperationException("a fault of the program"));
        client.Dispose();
        await LostAsync(lease);
    }

    [Fact]
    public async Task An_old_daemon_keeps_the_port_until_the_client_ends_and_the_end_of_the_lease_does_not_throw()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old("30105 s fox\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        await using (PortLease lease = await client.AcquireAsync("s", cancellationToken: Token))
            Assert.Equal("s", lease.Service);
        Assert.False(peer.FirstEnded.IsCompleted);
    }

    [Fact]
    public async Task A_lease_whose_caller_left_while_the_name_was_asked_for_is_released()
    {
        using var cancelling = new CancellationTokenSource();
        await using ScriptedPeer peer = New(onFind: cancelling.Cancel);
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.AcquireAsync("s", cancellationToken: cancelling.Token));
        await peer.ReceivedAsync("FREE 31001");
    }

    [Fact]
    public async Task A_listener_listens_on_its_port_for_IPv4_and_IPv6()
    {
        await using ScriptedPeer peer = New(FreePort());
        await using PortManagerClient client = await ConnectAsync(peer);
        PortListener listener = await client.ListenAsync("s", cancellationToken: Token);
        using (var caller = new TcpClient())
            await caller.ConnectAsync(IPAddress.Loopback, listener.Port, Token);
        Assert.Equal(((IPEndPoint)listener.Socket.LocalEndPoint!).Port, listener.Port);

        await listener.DisposeAsync();
        Assert.Equal($"FREE {listener.Port}", peer.Requests[^1]);
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, listener.Port, Token).AsTask());
    }

    [Fact]
    public async Task If_another_program_listens_on_the_port_another_is_asked_for()
    {
        using var faster = new TcpListener(IPAddress.Any, 0);
        faster.Start();
        int taken = ((IPEndPoint)faster.LocalEndpoint).Port;
        int free = FreePort();
        await using ScriptedPeer peer = New(taken, taken, free);
        await using PortManagerClient client = await ConnectAsync(peer);
        await using PortListener listener = await client.ListenAsync("s", cancellationToken: Token);
        Assert.Equal(free, listener.Port);
        Assert.Equal(2, peer.Requests.Count(line => line == $"FREE {taken}"));
    }

    [Fact]
    public async Task If_all_ports_are_taken_the_error_comes_through_and_no_port_is_kept()
    {
        using var faster = new TcpListener(IPAddress.Any, 0);
        faster.Start();
        int taken = ((IPEndPoint)faster.LocalEndpoint).Port;
        await using ScriptedPeer peer = New([.. Enumerable.Repeat(taken, 16)]);
        await using PortManagerClient client = await ConnectAsync(peer);
        SocketException e = await Assert.ThrowsAsync<SocketException>(() => client.ListenAsync("s", cancellationToken: Token));
        Assert.Equal(SocketError.AddressAlreadyInUse, e.SocketErrorCode);
        Assert.Equal(16, peer.Requests.Count(line => line == $"FREE {taken}"));
    }

    [Fact]
    public async Task Arguments_are_checked_before_anything_is_sent()
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<ArgumentException>(() => client.AcquireAsync("", cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.AcquireAsync("s", 0, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ListenAsync("a\nb", cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.ListenAsync("s", backlog: 0, cancellationToken: Token));
        Assert.Empty(peer.Requests);
    }

    private static async Task LostAsync(PortLease lease)
    {
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration _ = lease.Lost.Register(lost.SetResult);
        await lost.Task.Bounded();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A port manager that gives these ports, or 31001, and lists the last one as s_1.</summary>
    private static ScriptedPeer New(params int[] ports) => New(null, ports);

    private static ScriptedPeer New(Action? onFind, params int[] ports)
    {
        var next = new Queue<int>(ports.Length == 0 ? [31001] : ports);
        int last = 0;
        return ScriptedPeer.Answering(line =>
        {
            switch (line.Split(' '))
            {
                case ["VERSION"]:
                    return NewVersion;
                case ["GIMME", ..]:
                    last = next.Count > 1 ? next.Dequeue() : next.Peek();
                    return $"OK {last}\n";
                case ["FIND", ..]:
                    onFind?.Invoke();
                    return onFind is null ? $"OK 1\n{last} s_1 fox\n" : "";
                case ["FREE" or "CLAIM", var port, ..]:
                    return $"OK {port}\n";
                default:
                    return null;
            }
        });
    }
}
