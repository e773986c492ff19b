using PortManager.Client;
using PortManager.Testing;
using PortManager.Tests.Client;

namespace PortManager.Tests.Packages;

/// <summary>The port manager for tests of others, used as they would.</summary>
public sealed class TestPortManagerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_is_advertised_found_and_released()
    {
        await using var portManager = TestPortManager.Start();
        await using PortManagerClient fox = await portManager.ConnectAsync("fox", Token);
        await using PortManagerClient ant = await portManager.ConnectAsync("ant", Token);
        await using (PortListener service = await fox.ListenAsync("s", cancellationToken: Token))
        {
            await using PortLease second = await fox.AcquireAsync("s", cancellationToken: Token);
            Assert.Equal("s_1", second.Service);
            Assert.Equal([new PortAllocation(service.Port, "s", "fox")], await ant.FindAsync("s", cancellationToken: Token));
            PortDetails details = Assert.Single(await ant.ListDetailsAsync("s", cancellationToken: Token));
            Assert.Equal(PortState.Listening, details.State);
            using System.Net.Sockets.Socket connected = await ant.ConnectToAsync("s", cancellationToken: Token);
            Assert.Equal(2, portManager.Allocations.Count);
        }

        Assert.Empty(portManager.Allocations);
        Assert.StartsWith("PortManager", await ant.GetServerVersionAsync(Token), StringComparison.Ordinal);
        Assert.NotEmpty(await ant.GetStatusAsync(Token));
    }

    [Fact]
    public async Task After_a_restart_clients_have_their_ports_again()
    {
        await using var portManager = TestPortManager.Start();
        await using PortManagerClient client = await portManager.ConnectAsync("fox", Token);
        await using PortLease lease = await client.AcquireAsync("s", cancellationToken: Token);
        portManager.Restart();
        Assert.Equal(lease.Port, (await client.WaitForAsync("s", timeout: TimeSpan.FromSeconds(30), cancellationToken: Token)).Port);
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_refusal_can_be_rehearsed()
    {
        await using var portManager = TestPortManager.Start(maxPorts: 1);
        await using PortManagerClient client = await portManager.ConnectAsync("fox", Token);
        int port = await client.GetUniquePortAsync("s", Token);
        await RefusedAsync(() => client.GetPortAsync("t", Token), PortRefusalReason.NoFreePorts);
        await RefusedAsync(() => client.GetUniquePortAsync("s", Token), PortRefusalReason.AlreadyAdvertised);
        await RefusedAsync(() => client.ClaimPortAsync(port, "s", Token), PortRefusalReason.InUse);
        await RefusedAsync(() => client.ReleaseAsync(1, Token), PortRefusalReason.NotYours);
        await client.ReleaseAsync(port, Token);
        portManager.Refusal = "not today";
        await RefusedAsync(() => client.GetPortAsync("t", Token), PortRefusalReason.Unknown);
        portManager.Refusal = null;
        await client.GetPortAsync("t", Token);
    }

    [Fact]
    public async Task A_watch_tells_of_services_that_come_go_and_get_the_plain_name()
    {
        await using var portManager = TestPortManager.Start();
        await using PortManagerClient client = await portManager.ConnectAsync("fox", Token);
        PortLease first = await client.AcquireAsync("s", cancellationToken: Token);
        await using IAsyncEnumerator<PortChange> changes = client.WatchAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.Equal(new PortChange(PortChangeKind.Added, new PortAllocation(first.Port, "s", "fox")), await NextAsync());
        PortLease second = await client.AcquireAsync("s", cancellationToken: Token);
        Assert.Equal(new PortChange(PortChangeKind.Added, new PortAllocation(second.Port, "s_1", "fox")), await NextAsync());
        await first.DisposeAsync();
        Assert.Equal(new PortChange(PortChangeKind.Removed, new PortAllocation(first.Port, "s", "fox")), await NextAsync());
        Assert.Equal(new PortChange(PortChangeKind.Removed, new PortAllocation(second.Port, "s_1", "fox")), await NextAsync());
        Assert.Equal(new PortChange(PortChangeKind.Added, new PortAllocation(second.Port, "s", "fox")), await NextAsync());

        async Task<PortChange> NextAsync()
        {
            Assert.True(await changes.MoveNextAsync().AsTask().Bounded());
            return changes.Current;
        }
    }

    private static async Task RefusedAsync(Func<Task> call, PortRefusalReason reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<PortRefusedException>(call)).Reason);
}
