using PortManager.Server;

namespace PortManager.Tests.Server.Loop;

/// <summary>A client that asks and does not read the answers costs no memory: the daemon stops reading what it asks.</summary>
[Collection(Alone.Name)]
public sealed class BackPressureTests : IDisposable
{
    private const int Requests = 100_000;

    private readonly LoopDesk _desk = new(hasSmallBuffers: true);

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData("LIST\n")]
    [InlineData("FREE 1\n")]
    [InlineData("VERSION\nLIST\n")]
    public async Task The_daemon_stops_reading_until_its_replies_are_read(string request)
    {
        LoopClient client = _desk.ConnectSlow();
        Task sent = client.SendAsync(string.Concat(Enumerable.Repeat(request, Requests)));
        UntilBlocked();

        Assert.False(sent.IsCompleted);
        // 32 replies of a turn, of 80 bytes at the most, and a buffer of requests.
        Assert.InRange(_desk.Ask(() => _desk.Desk.Table.Unread), 1, (32 * 80) + _desk.Loop.Buffer.Length);

        for (int lines = Requests * request.Count(c => c == '\n'); lines > 0; lines--)
            Assert.NotEmpty(client.ReadLine());
        await sent.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, _desk.Ask(() => _desk.Desk.Table.Unread));
        Assert.Equal("OK 0", client.List());
    }

    [Fact]
    public void The_others_are_served_meanwhile()
    {
        Stuck("LIST\n");

        Assert.Equal("OK 30001", _desk.Connect().Ask("GIMME s u\n"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stuck_client_that_vanishes_frees_its_ports_and_is_counted_no_more(bool isReset)
    {
        LoopClient client = Stuck("GIMME s u\nLIST\n");
        Assert.NotEqual("", _desk.Rows);

        if (isReset)
            client.Reset();
        else
            client.Close();

        Patience.Until(() => _desk.Connections == 0);
        Assert.Equal("", _desk.Rows);
        Assert.Equal(0, _desk.Ask(() => _desk.Desk.Table.Unread));
    }

    [Fact]
    public void A_long_listing_that_is_read_slowly_comes_whole()
    {
        using var desk = new LoopDesk(ports: 900, hasSmallBuffers: true);
        desk.Ask(() =>
        {
            for (int i = 0; i < 900; i++)
                desk.Desk.Take("RingMaster", $"user{i}");
            return true;
        });
        LoopClient client = desk.ConnectSlow();
        client.Send("LIST\nLIST\nFREE 1\n");
        Patience.Until(() => desk.Ask(() => desk.Desk.Table.Unread) > 0);
        string listing = desk.Ask(() => desk.Desk.Listed).TrimEnd('\n').Replace("\n", ", ", StringComparison.Ordinal);

        Assert.Equal(listing, client.ReadListing());
        Assert.Equal(listing, client.ReadListing());
        Assert.StartsWith("FAIL ", client.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_one_for_which_most_is_kept_is_closed_if_it_is_too_much()
    {
        using var desk = new LoopDesk(limits: new Limits { UnreadBytes = 1000 });
        LoopClient most = desk.Connect();
        LoopClient little = desk.Connect();
        Assert.Equal("OK 0", most.List());
        Assert.Equal("OK 0", little.List());

        most.Send("LIST" + new string(' ', 600));
        Patience.Until(() => desk.Ask(() => desk.Desk.Table.Unread) == 604);
        little.Send("LIST" + new string(' ', 500));

        Assert.True(most.IsReset());
        Assert.Equal(504, desk.Ask(() => desk.Desk.Table.Unread));
        Assert.Equal("OK 0", little.Ask("\n"));
        Assert.Equal(0, desk.Ask(() => desk.Desk.Table.Unread));
    }

    private LoopClient Stuck(string request)
    {
        LoopClient client = _desk.ConnectSlow();
        // It fails when the client is closed.
        _ = client.SendAsync(string.Concat(Enumerable.Repeat(request, Requests))).ContinueWith(t => t.Exception, TaskScheduler.Default);
        UntilBlocked();
        return client;
    }

    private void UntilBlocked() => Patience.Until(() => _desk.Ask(() => _desk.Desk.Table.Unread) > 0);
}
