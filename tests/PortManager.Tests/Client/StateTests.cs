using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using PortManager.Client;
using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class StateTests
{
    [Fact]
    public async Task What_changes_is_told_in_its_order_with_the_reason()
    {
        await using var daemon = new ClaimingDaemon { Refuses = (port, _) => port == 31002 ? "port 31002 is in use by t of ant" : null };
        await using PortManagerClient client = await ConnectAsync(daemon.Peer, Options with { ReclaimTimeout = TimeSpan.Zero });
        var told = Channel.CreateUnbounded<PortManagerStateChangedEventArgs>();
        client.StateChanged += (_, now) => told.Writer.TryWrite(now);
        await client.GetPortAsync("a", Token);
        await client.GetPortAsync("b", Token);
        Assert.Equal(PortManagerClientState.Connected, client.State);
        daemon.Peer.StopListening();
        daemon.Peer.DropAll();

        PortManagerStateChangedEventArgs now = await NextAsync();
        Assert.Equal(PortManagerStateChange.Disconnected, now.Change);
        Assert.Equal($"The port manager on 127.0.0.1 port {daemon.Peer.Port} closed the connection.", now.Reason);
        Assert.Equal(PortManagerClientState.Reconnecting, client.State);
        daemon.Peer.Listen();
        now = await NextAsync();
        Assert.Equal(PortManagerStateChange.PortLost, now.Change);
        Assert.Equal("port 31002 is in use by t of ant", now.Reason);
        Assert.Equal(new PortAllocation(31002, "b", "fox"), now.Allocation);
        Assert.Equal(PortManagerStateChange.Reconnected, (await NextAsync()).Change);
        Assert.Equal(PortManagerClientState.Connected, client.State);

        client.Dispose();
        now = await NextAsync();
        Assert.Equal(PortManagerStateChange.Closed, now.Change);
        Assert.EndsWith("was disposed, and its ports are released.", now.Reason, StringComparison.Ordinal);
        Assert.Equal(PortManagerClientState.Closed, client.State);

        Task<PortManagerStateChangedEventArgs> NextAsync() => told.Reader.ReadAsync(Token).AsTask().Bounded();
    }

    [Fact]
    public async Task A_client_may_be_made_before_the_port_manager_is_there()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        peer.StopListening();
        await using var client = new PortManagerClient("127.0.0.1", peer.Port, Options);
        await Assert.ThrowsAsync<SocketException>(() => client.GetPortAsync("s", Token));
        peer.Listen();
        Assert.Equal(30105, await client.GetPortAsync("s", Token));
    }

    [Fact]
    public async Task The_first_connect_is_tried_again_if_that_is_wanted()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        peer.StopListening();
        Task<PortManagerClient> connecting = ConnectAsync(peer, Options with { FirstConnectTimeout = TimeSpan.FromMinutes(1) });
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(peer));
        Assert.False(connecting.IsCompleted);
        peer.Listen();
        await using PortManagerClient client = await connecting.Bounded();
        Assert.Equal(30105, await client.GetPortAsync("s", Token));
    }

    [Fact]
    public async Task The_version_is_what_the_port_manager_says_and_null_if_it_is_too_old()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        Assert.Equal("PortManager 1.0.0", await client.GetServerVersionAsync(Token));
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient ofOld = await ConnectAsync(peer);
        Assert.Null(await ofOld.GetServerVersionAsync(Token));
    }

    [Fact]
    public async Task Calls_are_activities_and_are_measured()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "PortManager",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var measured = new ConcurrentQueue<(string, object?)>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "PortManager")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Enqueue((instrument.Name, tags[0].Value)));
        meters.Start();
        await client.GetPortAsync("s", Token);
        // Other tests run beside this one.
        Assert.Contains(activities, a => a.OperationName == "PortManager.GetPortAsync" && Equals(a.GetTagItem("server.port"), daemon.Peer.Port));
        Assert.Contains(("portmanager.client.request.duration", "GetPortAsync"), measured);
    }

    [Fact]
    public async Task A_service_that_does_not_accept_is_passed_over_for_its_next_instance()
    {
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        int port = ((IPEndPoint)service.LocalEndpoint).Port;
        int silent = FreePort();
        string rows = $"{silent} s fox\n{silent} s_1a fox\n{port} s_1 fox\n";
        await using ScriptedPeer peer = ScriptedPeer.Old(rows);
        await using PortManagerClient client = await ConnectAsync(peer);
        using Socket socket = await client.ConnectToAsync("s", cancellationToken: Token);
        Assert.Equal(port, ((IPEndPoint)socket.RemoteEndPoint!).Port);
    }

    [Fact]
    public async Task A_service_that_does_not_accept_in_time_is_a_time_out_that_says_why()
    {
        int silent = FreePort();
        await using ScriptedPeer peer = ScriptedPeer.Old($"{silent} s fox\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(
            () => client.ConnectToAsync("s", timeout: TimeSpan.FromMilliseconds(200), cancellationToken: Token));
        Assert.Equal("No instance of the service s on 127.0.0.1 accepted within 0.2 s: the connection was refused.", e.Message);
        e = await Assert.ThrowsAsync<TimeoutException>(
            () => client.ConnectToAsync("t", timeout: TimeSpan.FromMilliseconds(200), cancellationToken: Token));
        Assert.Equal("No instance of the service t on 127.0.0.1 accepted within 0.2 s: it is not advertised.", e.Message);
    }

    [Theory]
    [InlineData("no free ports", PortRefusalReason.NoFreePorts)]
    [InlineData("spdaq22 (10.0.0.1) : Only local applications get ports", PortRefusalReason.NotLocal)]
    [InlineData("port 31001 is in use by another program", PortRefusalReason.InUse)]
    [InlineData("port 31001 is kept for fox, who had it before the restart", PortRefusalReason.InUse)]
    [InlineData("port 31001 is not in the pool", PortRefusalReason.NotInPool)]
    [InlineData("port 31001 is not held by this connection", PortRefusalReason.NotYours)]
    [InlineData("this connection is fox's, and not ant's", PortRefusalReason.NotYours)]
    [InlineData("only root may advertise s, and this connection is fox's", PortRefusalReason.NotYours)]
    [InlineData("s is already advertised by fox", PortRefusalReason.AlreadyAdvertised)]
    [InlineData("s of fox was advertised before the restart, and may come back", PortRefusalReason.AlreadyAdvertised)]
    [InlineData("fox holds 7 ports, which is the limit", PortRefusalReason.LimitReached)]
    [InlineData("the system cannot tell which ports are free: it is out of descriptors or memory", PortRefusalReason.Busy)]
    [InlineData("port 31001 is blue", PortRefusalReason.Unknown)]
    [InlineData("port of call is in use by ships", PortRefusalReason.Unknown)]
    [InlineData("", PortRefusalReason.Unknown)]
    public async Task A_refusal_has_its_reason_for_the_program(string text, PortRefusalReason reason)
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(_ => $"FAIL {{{text}}}\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(reason, (await Assert.ThrowsAsync<PortRefusedException>(() => client.GetPortAsync("s", Token))).Reason);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
