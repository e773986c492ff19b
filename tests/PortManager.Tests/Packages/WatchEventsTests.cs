using PortManager.Client;
using PortManager.Testing;
using PortManager.Tests.Client;

namespace PortManager.Tests.Packages;

/// <summary>Watches that say when they know all, and when they know nothing.</summary>
public sealed class WatchEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_says_when_the_first_listing_is_complete_and_when_it_is_blind()
    {
        await using var portManager = TestPortManager.Start();
        await using PortManagerClient holder = await portManager.ConnectAsync("fox", Token);
        await holder.GetPortAsync("a", Token);
        await holder.GetPortAsync("b", Token);
        await using var client = await portManager.ConnectAsync("ant", Token);
        await using IAsyncEnumerator<PortWatchEvent> events = client.WatchEventsAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.Equal("Added a|Added b|Synchronized ", await TakeAsync(events, 3));
        await holder.DisposeAsync();
        Assert.Equal("Removed a|Removed b", await TakeAsync(events, 2));
        portManager.Stop();
        Assert.Equal("Stale ", await TakeAsync(events, 1));
        Assert.NotEmpty(events.Current.Reason!);
        portManager.Restart();
        Assert.Equal("Synchronized ", await TakeAsync(events, 1));
    }

    [Fact]
    public async Task Hosts_that_are_down_hold_up_no_other_and_are_told_when_they_are_up()
    {
        await using var up = TestPortManager.Start();
        await using var down = TestPortManager.Start();
        down.Stop();
        await using var ofUp = new PortManagerClient("127.0.0.1", up.Port, Clients.Options);
        await using var ofDown = new PortManagerClient("localhost", down.Port, Clients.Options);
        await using IAsyncEnumerator<PortWatchEvent> events =
            new IPortManagerClient[] { ofUp, ofDown }.WatchAllAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        PortWatchEvent[] first = [await NextAsync(events), await NextAsync(events)];
        Assert.Equal(
            [("127.0.0.1", PortWatchEventKind.Synchronized), ("localhost", PortWatchEventKind.Stale)],
            first.Select(e => (e.Host, e.Kind)).Order());
        down.Restart();
        PortWatchEvent next = await NextAsync(events);
        Assert.Equal(("localhost", PortWatchEventKind.Synchronized), (next.Host, next.Kind));
        int port = await ofUp.GetPortAsync("s", Token);
        next = await NextAsync(events);
        Assert.Equal(("127.0.0.1", PortWatchEventKind.Added, port), (next.Host, next.Kind, next.Allocation?.Port));
    }

    private static async Task<PortWatchEvent> NextAsync(IAsyncEnumerator<PortWatchEvent> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().Bounded());
        return events.Current;
    }

    private static async Task<string> TakeAsync(IAsyncEnumerator<PortWatchEvent> events, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
        {
            PortWatchEvent next = await NextAsync(events);
            taken.Add($"{next.Kind} {next.Allocation?.Service}");
        }

        return string.Join('|', taken);
    }
}
