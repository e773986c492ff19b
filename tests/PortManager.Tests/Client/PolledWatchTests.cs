using PortManager.Client;

using static PortManager.Tests.Client.Clients;
using static PortManager.Tests.Client.Watches;

namespace PortManager.Tests.Client;

/// <summary>Watches of a daemon that does not know WATCH, or did not: its listings are compared.</summary>
public sealed class PolledWatchTests
{
    [Fact]
    public async Task A_daemon_replaced_by_an_old_one_is_polled()
    {
        bool isOld = false;
        await using ScriptedPeer peer = ScriptedPeer.Start(async (connection, line) =>
        {
            if (isOld)
                await OldDaemonAsync(connection, line, "2 b u\n");
            else if (line == "VERSION")
                await connection.SendAsync(NewVersion);
            else
            {
                await connection.SendAsync("OK 1\n1 a u\n");
                isOld = true;
                connection.Dispose();
            }
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+1 a|-1 a|+2 b", await TakeAsync(client.WatchAsync(cancellationToken: Token), 3));
    }

    [Fact]
    public async Task A_daemon_replaced_by_a_newer_one_is_watched()
    {
        bool isOld = true;
        await using ScriptedPeer peer = ScriptedPeer.Start(async (connection, line) =>
        {
            if (isOld)
                await OldDaemonAsync(connection, line, "1 a u\n");
            else if (line == "LIST")
                connection.Dispose();
            else
                await connection.SendAsync(line == "VERSION" ? NewVersion : "OK 1\n2 b u\n");
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        Task<string> watching = TakeAsync(client.WatchAsync(cancellationToken: Token), 3);
        await peer.ReceivedAsync("LIST", count: 3);
        isOld = false;
        Assert.Equal("+1 a|-1 a|+2 b", await watching);
        Assert.Equal("WATCH", peer.Requests[^1]);
    }

    [Fact]
    public async Task With_an_old_daemon_listings_are_compared()
    {
        string[] listings = ["1 a u\n2 b u\n", "1 a u\n2 b u\n", "2 b u\n3 a u\n", ""];
        int asked = 0;
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
            OldDaemonAsync(connection, line, line == "LIST" ? listings[Math.Min(asked++, 3)] : ""));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+1 a|+2 b|-1 a|+3 a|-2 b|-3 a", await TakeAsync(client.WatchAsync(cancellationToken: Token), 6));
        Assert.Single(peer.Requests, "VERSION");
    }

    [Fact]
    public async Task An_old_daemon_that_restarts_is_polled_on()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old("1 a u\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        await using IAsyncEnumerator<PortChange> changes = client.WatchAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.True(await changes.MoveNextAsync().AsTask().Bounded());
        Task<bool> next = changes.MoveNextAsync().AsTask();
        peer.StopListening();
        peer.DropAll();
        peer.Listen();
        int listings = peer.Requests.Count(line => line == "LIST");
        await peer.ReceivedAsync("LIST", listings + 3);
        Assert.False(next.IsCompleted);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<PortManagerClosedException>(() => next.Bounded());
    }

    [Fact]
    public async Task A_watch_that_began_by_polling_becomes_one_once_the_daemon_says_what_it_knows()
    {
        int asked = 0;
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
        {
            if (line == "LIST")
                return connection.SendAsync("OK 0\n");
            if (line == "VERSION" && ++asked == 1)
            {
                connection.Dispose();
                return Task.CompletedTask;
            }

            return connection.SendAsync(line == "VERSION" ? NewVersion : "OK 1\n2 b u\n");
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+2 b", await TakeAsync(client.WatchAsync(cancellationToken: Token), 1));
        Assert.Equal("WATCH", peer.Requests[^1]);
    }

    [Fact]
    public async Task A_polled_daemon_that_is_replaced_by_a_newer_one_between_two_listings_is_watched()
    {
        bool isOld = true;
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
            isOld ? OldDaemonAsync(connection, line, "1 a u\n")
            : connection.SendAsync(line == "VERSION" ? NewVersion : line == "LIST" ? "OK 1\n1 a u\n" : "OK 1\n2 b u\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Task<string> watching = TakeAsync(client.WatchAsync(cancellationToken: Token), 3);
        await peer.ReceivedAsync("LIST", count: 3);
        isOld = false;
        peer.DropAll();
        Assert.Equal("+1 a|-1 a|+2 b", await watching);
    }
}
