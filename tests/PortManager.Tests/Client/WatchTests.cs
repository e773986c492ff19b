using PortManager.Client;

using static PortManager.Tests.Client.Clients;
using static PortManager.Tests.Client.Watches;

namespace PortManager.Tests.Client;

public sealed class WatchTests
{
    [Fact]
    public async Task First_comes_what_is_there_and_then_each_change()
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync(
            "OK 2\n1 a u\n2 {b c} u\n+ 3 d u\n- 1 a u\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+1 a|+2 b c|+3 d|-1 a", await TakeAsync(client.WatchAsync(cancellationToken: Token), 4));
        Assert.Equal(["VERSION", "WATCH"], peer.Requests);
    }

    [Fact]
    public async Task Criteria_are_sent_and_hold_also_where_the_daemon_does_not_keep_to_them()
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync(
            "OK 2\n1 Ring fox\n2 Other fox\n+ 3 Ring owl\n+ 4 Ring_1 fox\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        IAsyncEnumerable<PortChange> changes = client.WatchAsync(beginsWith: "Ring", user: "fox", cancellationToken: Token);
        Assert.Equal("+1 Ring|+4 Ring_1", await TakeAsync(changes, 2));
        Assert.Equal("WATCH -beginswith Ring -user fox", peer.Requests[^1]);
    }

    [Fact]
    public async Task A_stream_a_byte_at_a_time_is_a_stream()
    {
        await using ScriptedPeer peer = New(
            (connection, _) => connection.SendByteByByteAsync("OK 1\r\n1 a u\r\n- 1 a u\r\n+ 2 {b c} u\r\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+1 a|-1 a|+2 b c", await TakeAsync(client.WatchAsync(cancellationToken: Token), 3));
    }

    [Fact]
    public async Task A_fresh_listing_becomes_the_differences()
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync(
            "OK 2\n1 a u\n2 b u\nOK 2\n2 b u\n3 c u\n+ 4 d u\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+1 a|+2 b|-1 a|+3 c|+4 d", await TakeAsync(client.WatchAsync(cancellationToken: Token), 5));
    }

    [Fact]
    public async Task After_a_drop_the_differences_are_told()
    {
        int watches = 0;
        await using ScriptedPeer peer = New(async (connection, _) =>
        {
            if (++watches == 1)
            {
                await connection.SendAsync("OK 2\n1 a u\n2 b u\n");
                connection.Dispose();
            }
            else
                await connection.SendAsync("OK 2\n2 b u\n3 c u\n");
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+1 a|+2 b|-1 a|+3 c", await TakeAsync(client.WatchAsync(cancellationToken: Token), 4));
    }

    [Theory]
    [InlineData("OK 0\n+ nonsense\n")]
    [InlineData("OK 0\nOK 2\n1 a u\n")]
    [InlineData("OK 0\nFAIL {enough}\n")]
    public async Task Whatever_goes_wrong_after_the_beginning_is_begun_anew(string trouble)
    {
        int watches = 0;
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync(++watches == 1 ? trouble : "OK 1\n9 z u\n"));
        await using PortManagerClient client = await ConnectAsync(peer, LessPatient);
        Assert.Equal("+9 z", await TakeAsync(client.WatchAsync(cancellationToken: Token), 1));
    }

    [Fact]
    public async Task Without_Reconnect_a_drop_ends_the_stream_with_the_error()
    {
        await using ScriptedPeer peer = New(async (connection, _) =>
        {
            await connection.SendAsync("OK 1\n1 a u\n");
            connection.Dispose();
        });
        await using PortManagerClient client = await ConnectAsync(peer, Options with { Reconnect = false });
        await Assert.ThrowsAsync<PortManagerClosedException>(() => TakeAsync(client.WatchAsync(cancellationToken: Token), 2));
    }

    [Fact]
    public async Task A_line_of_a_later_version_is_passed_over()
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync("OK 0\nPAUSE 1 {of it\n+ 2 b u\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal("+2 b", await TakeAsync(client.WatchAsync(cancellationToken: Token), 1));
        Assert.Single(peer.Requests, "WATCH");
    }

    [Fact]
    public async Task A_watch_that_breaks_again_and_again_waits_longer_each_time()
    {
        int begun = 0;
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync(++begun < 7 ? "OK 0\n+ broken\n" : "OK 1\n9 z u\n"));
        var time = new RecordedTime();
        PortManagerClientOptions options = Options with { MaxReconnectDelay = TimeSpan.FromSeconds(60), TimeProvider = time };
        await using PortManagerClient client = await ConnectAsync(peer, options);
        Assert.Equal("+9 z", await TakeAsync(client.WatchAsync(cancellationToken: Token), 1));

        // Timeouts, which are longer, are not waited for. Of 2, 4, … 64 ms a random half may be left out.
        double[] waits = [.. time.Waits.Select(wait => wait.TotalMilliseconds).Where(wait => wait is > 0 and <= 64)];
        Assert.Equal(6, waits.Length);
        Assert.All(waits, (wait, i) => Assert.InRange(wait, 1 << i, 2 << i));
    }

    [Fact]
    public async Task Disposing_the_client_ends_the_connection_of_a_watch_whose_reader_is_elsewhere()
    {
        var watch = new TaskCompletionSource<Task>();
        await using ScriptedPeer peer = New((connection, _) =>
        {
            watch.SetResult(connection.Ended);
            return connection.SendAsync("OK 1\n1 a u\n");
        });
        PortManagerClient client = await ConnectAsync(peer);
        await using IAsyncEnumerator<PortChange> changes = client.WatchAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.True(await changes.MoveNextAsync().AsTask().Bounded());
        await client.DisposeAsync();
        await (await watch.Task).Bounded();
    }

    [Theory]
    [InlineData("OK 2\n1 a u\n")]
    [InlineData("")]
    public async Task Silence_at_the_beginning_is_a_time_out(string half)
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync(half));
        await using PortManagerClient client = await ConnectAsync(peer, Impatient);
        await Assert.ThrowsAsync<TimeoutException>(() => TakeAsync(client.WatchAsync(cancellationToken: Token), 1));
    }

    [Fact]
    public async Task Garbage_at_the_beginning_is_an_error()
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync("OK 1000001\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<PortManagerProtocolException>(() => TakeAsync(client.WatchAsync(cancellationToken: Token), 1));
    }

    [Fact]
    public async Task Leaving_the_loop_ends_the_connection_of_the_watch_and_no_other()
    {
        var watch = new TaskCompletionSource<Task>();
        await using ScriptedPeer peer = New((connection, _) =>
        {
            watch.SetResult(connection.Ended);
            return connection.SendAsync("OK 1\n1 a u\n");
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("s", Token);
        await TakeAsync(client.WatchAsync(cancellationToken: Token), 1);
        await (await watch.Task).Bounded();
        Assert.False(peer.FirstEnded.IsCompleted);
    }

    [Fact]
    public async Task A_watch_can_be_cancelled()
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync("OK 0\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        using var cancelling = new CancellationTokenSource();
        Task<string> watching = TakeAsync(client.WatchAsync(cancellationToken: cancelling.Token), 1);
        await peer.ReceivedAsync("WATCH");
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task Each_loop_over_a_watch_begins_with_what_is_there()
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync("OK 1\n1 a u\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        IAsyncEnumerable<PortChange> changes = client.WatchAsync(cancellationToken: Token);
        Assert.Equal("+1 a", await TakeAsync(changes, 1));
        Assert.Equal("+1 a", await TakeAsync(changes, 1));
        Assert.Single(peer.Requests, "VERSION");
    }

    [Theory]
    [InlineData("a\nTERMINATE", null, null)]
    [InlineData(null, "a\nTERMINATE", null)]
    [InlineData(null, null, "a\nTERMINATE")]
    [InlineData("", null, null)]
    public async Task Names_are_checked_before_anything_is_sent(string? service, string? beginsWith, string? user)
    {
        await using ScriptedPeer peer = New((connection, _) => connection.SendAsync("OK 0\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Throws<ArgumentException>(() => client.WatchAsync(service, beginsWith, user, Token));
        Assert.Empty(peer.Requests);
    }
}
