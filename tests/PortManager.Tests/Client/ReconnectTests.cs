using System.Net.Sockets;
using PortManager.Client;
using PortManager.Tests.Server;

using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class ReconnectTests
{
    private const string Refusal = "31001 is in use";

    [Fact]
    public async Task After_a_drop_each_port_is_claimed_by_the_name_that_was_asked_for()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        Assert.Equal(31001, await client.GetPortAsync("Ring Master", Token));
        Assert.Equal(31002, await client.GetPortAsync("Ring Master", Token));
        daemon.Peer.DropAll();
        await daemon.Peer.ReceivedAsync("CLAIM 31002 {Ring Master} fox");

        Assert.Equal(31003, await client.GetPortAsync("s", Token));
        Assert.Equal(
            [
                "GIMME {Ring Master} fox", "GIMME {Ring Master} fox",
                "VERSION", "CLAIM 31001 {Ring Master} fox", "CLAIM 31002 {Ring Master} fox",
                "GIMME s fox",
            ],
            daemon.Peer.Requests);
        Assert.Equal(2, daemon.Peer.Connections);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task It_is_tried_until_the_daemon_is_there_again_and_calls_wait_for_it()
    {
        await using var daemon = new ClaimingDaemon();
        var time = new RecordedTime();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer, Options with { TimeProvider = time });
        await client.GetPortAsync("s", Token);
        daemon.Peer.StopListening();
        await daemon.Peer.EndAllAsync();
        Patience.Until(() => client.State == PortManagerClientState.Reconnecting);
        Task<int> getting = client.GetPortAsync("t", Token);
        Task<IReadOnlyList<PortAllocation>> listing = client.ListPortsAsync(Token);
        time.AwaitTries();
        Assert.False(getting.IsCompleted || listing.IsCompleted);

        daemon.Peer.Listen();
        Assert.Equal(31002, await getting.Bounded());
        Assert.Empty(await listing.Bounded());
        Assert.Equal(["GIMME s fox", "VERSION", "CLAIM 31001 s fox"], daemon.Peer.Requests.Take(3));
    }

    [Fact]
    public async Task Drops_again_and_again_lose_nothing()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        for (int i = 1; i <= 20; i++)
        {
            daemon.Peer.DropAll();
            await daemon.Peer.ReceivedAsync("CLAIM 31001 s fox", count: i);
        }
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_claim_that_is_refused_is_tried_again()
    {
        await using var daemon = new ClaimingDaemon { Refuses = (port, count) => port == 31001 && count < 4 ? Refusal : null };
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("a", Token);
        await client.GetPortAsync("b", Token);
        daemon.Peer.DropAll();
        await daemon.Peer.ReceivedAsync("CLAIM 31001 a fox", count: 4);
        await client.GetPortAsync("c", Token);
        Assert.Single(daemon.Peer.Requests, "CLAIM 31002 b fox");
        Assert.Equal(2, daemon.Peer.Connections);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_claim_that_is_refused_too_long_is_a_lost_port_and_the_others_stay()
    {
        await using var daemon = new ClaimingDaemon { Refuses = (port, _) => port == 31001 ? Refusal : null };
        await using PortManagerClient client =
            await ConnectAsync(daemon.Peer, Options with { ReclaimTimeout = TimeSpan.FromMilliseconds(50) });
        var lost = new LostPorts(client);
        await client.GetPortAsync("a b", Token);
        await client.GetPortAsync("c", Token);
        daemon.Peer.DropAll();
        PortManagerStateChangedEventArgs port = await lost.NextAsync();
        Assert.Equal(new PortAllocation(31001, "a b", "fox"), port.Allocation);
        Assert.Equal(Refusal, port.Reason);

        // From here on only the other one is claimed.
        daemon.Peer.DropAll();
        await daemon.Peer.ReceivedAsync("CLAIM 31002 c fox", count: 2);
        await client.GetPortAsync("d", Token);
        Assert.Equal("CLAIM 31002 c fox", daemon.Peer.Requests[^2]);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_daemon_that_hangs_up_with_each_refusal_ends_in_lost_ports()
    {
        await using var daemon = new ClaimingDaemon { Refuses = (_, _) => Refusal, HangsUp = true };
        await using PortManagerClient client =
            await ConnectAsync(daemon.Peer, Options with { ReclaimTimeout = TimeSpan.FromMilliseconds(20) });
        var lost = new LostPorts(client);
        await client.GetPortAsync("a", Token);
        await client.GetPortAsync("b", Token);
        daemon.Peer.DropAll();
        Assert.Equal([31001, 31002], new[] { await lost.NextAsync(), await lost.NextAsync() }.Select(l => l.Allocation?.Port).Order());
    }

    [Fact]
    public async Task With_an_old_daemon_all_ports_are_lost_and_the_client_goes_on()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        peer.DropAll();
        PortManagerStateChangedEventArgs port = await lost.NextAsync();
        Assert.Equal(new PortAllocation(30105, "s", "fox"), port.Allocation);
        Assert.Equal("the port manager is too old to give the same port again", port.Reason);
        Assert.Equal(30105, await client.GetPortAsync("again", Token));
        Assert.Equal(["GIMME s fox", "VERSION", "GIMME again fox"], peer.Requests);
    }

    [Fact]
    public async Task Turned_off_a_drop_loses_the_ports_and_closes_the_client()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer, Options with { Reconnect = false });
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        daemon.Peer.DropAll();
        string reason = $"The port manager on 127.0.0.1 port {daemon.Peer.Port} closed the connection.";
        Assert.Equal(reason, (await lost.NextAsync()).Reason);
        PortManagerClosedException e = await Assert.ThrowsAsync<PortManagerClosedException>(() => client.ListPortsAsync(Token));
        Assert.Equal($"The connection dropped, and its ports are released: {reason}", e.Message);
        Assert.Equal(1, daemon.Peer.Connections);
    }

    [Fact]
    public async Task Turned_off_a_drop_in_the_middle_of_a_request_loses_the_ports_and_says_so()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(line => line == "GIMME a fox" ? "OK 31001\n" : null);
        await using PortManagerClient client = await ConnectAsync(peer, Options with { Reconnect = false });
        var lost = new LostPorts(client);
        await client.GetPortAsync("a", Token);
        await Assert.ThrowsAsync<PortManagerClosedException>(() => client.GetPortAsync("b", Token));
        Assert.Equal(31001, (await lost.NextAsync()).Allocation?.Port);
        PortManagerClosedException e = await Assert.ThrowsAsync<PortManagerClosedException>(() => client.GetPortAsync("c", Token));
        Assert.StartsWith("The connection dropped, and its ports are released", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_replaced_by_a_newer_one_is_asked_again_what_it_knows()
    {
        bool isOld = true;
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
            isOld || line.StartsWith("GIMME", StringComparison.Ordinal) ? OldDaemonAsync(connection, line)
            : connection.SendAsync(line == "VERSION" ? NewVersion : "OK 30105\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("s", Token);
        await Assert.ThrowsAsync<PortManagerNotSupportedException>(() => client.ReleaseAsync(30105, Token));
        isOld = false;
        peer.DropAll();
        await peer.ReceivedAsync("CLAIM 30105 s fox");
        await client.ReleaseAsync(30105, Token);
        await peer.ReceivedAsync("FREE 30105");
    }

    [Fact]
    public async Task A_listing_does_not_wait_for_claims()
    {
        await using var daemon = new ClaimingDaemon { Refuses = (_, _) => Refusal };
        await using PortManagerClient client = await ConnectAsync(daemon.Peer, Options with { ReclaimTimeout = TimeSpan.FromHours(1) });
        await client.GetPortAsync("a", Token);
        await daemon.Peer.EndAllAsync();
        Assert.Empty(await client.ListPortsAsync(Token));
        await daemon.Peer.ReceivedAsync("CLAIM 31001 a fox", count: 2);
        Assert.Single(await client.FindAsync("s", cancellationToken: Token).Bounded());
    }

    [Fact]
    public async Task A_handler_of_lost_ports_may_call_the_client()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        var got = new TaskCompletionSource<int>();
        client.StateChanged += async (_, now) =>
        {
            if (now.Allocation is { } lost)
                got.SetResult(await client.GetPortAsync(lost.Service, Token));
        };
        await client.GetPortAsync("s", Token);
        peer.DropAll();
        Assert.Equal(30105, await got.Task.Bounded());
    }

    [Fact]
    public async Task Disposing_ends_the_attempts()
    {
        await using var daemon = new ClaimingDaemon();
        PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        daemon.Peer.StopListening();
        await daemon.Peer.EndAllAsync();
        Task<int> waiting = client.GetPortAsync("t", Token);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<PortManagerClosedException>(() => waiting.Bounded());
        daemon.Peer.Listen();
        await Assert.ThrowsAsync<PortManagerClosedException>(() => client.GetPortAsync("t", Token));
        Assert.Equal(["GIMME s fox"], daemon.Peer.Requests);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_call_that_waits_too_long_for_the_daemon_says_that_it_is_away_and_costs_no_port()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer, Impatient);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        daemon.Peer.StopListening();
        await daemon.Peer.EndAllAsync();
        foreach (Func<Task> call in (Func<Task>[])[
            () => client.ListPortsAsync(Token), () => client.GetPortAsync("t", Token), () => client.ClaimPortAsync(31005, "t", Token)])
        {
            PortManagerUnavailableException e = await Assert.ThrowsAsync<PortManagerUnavailableException>(call);
            Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(e.InnerException).SocketErrorCode);
        }

        daemon.Peer.Listen();
        await daemon.Peer.ReceivedAsync("CLAIM 31001 s fox");
        Assert.Empty(lost.More);
    }
}
