using PortManager.Server;

namespace PortManager.Tests.Server.Loop;

/// <summary>Connections that are told of changes.</summary>
[Collection(Alone.Name)]
public sealed class WatchersTests : IDisposable
{
    private const int DefectId = 31;

    private readonly LoopDesk _desk = new(hasSmallBuffers: true);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void A_watcher_gets_the_listing_and_then_each_change_as_it_happens()
    {
        _desk.Take("s");
        LoopClient client = _desk.Connect();
        client.Send("WATCH\n");
        Assert.Equal("OK 1, 30001 s u", client.ReadListing());

        Allocations.FakeHolder other = _desk.Take("Epics Display", "fox");
        Assert.Equal("+ 30002 Epics\\u0020Display fox", client.ReadLine());

        _desk.Ask(() =>
        {
            _desk.Desk.Registry.Leave(other);
            return true;
        });
        Assert.Equal("- 30002 Epics\\u0020Display fox", client.ReadLine());
    }

    [Fact]
    public void Only_what_was_asked_for_is_told()
    {
        LoopClient client = _desk.Connect();
        Assert.Equal("OK 0", client.Ask("WATCH -beginswith Ring -user u\n"));

        _desk.Take("RingMaster", "v");
        _desk.Take("Readout");
        _desk.Take("RingMaster");

        Assert.Equal("+ 30003 RingMaster u", client.ReadLine());
    }

    [Fact]
    public void A_watcher_hears_of_its_own_ports_after_their_reply()
    {
        LoopClient client = _desk.Connect();

        client.Send("WATCH\nGIMME s u\n");
        Assert.Equal("OK 0", client.ReadLine());
        Assert.Equal("OK 30001", client.ReadLine());
        Assert.Equal("+ 30001 s u", client.ReadLine());

        client.Send("FREE 30001\n");
        Assert.Equal("OK 30001", client.ReadLine());
        Assert.Equal("- 30001 s u", client.ReadLine());
    }

    [Fact]
    public void Who_hears_that_a_port_is_gone_finds_it_gone()
    {
        LoopClient watching = _desk.Connect();
        LoopClient asking = _desk.Connect();
        watching.Ask("WATCH\n");
        for (int i = 0; i < 100; i++)
        {
            using LoopClient holder = _desk.Connect();
            holder.Ask("GIMME s u\n");
            Assert.StartsWith("+ ", watching.ReadLine(), StringComparison.Ordinal);
            holder.Close();
            Assert.StartsWith("- ", watching.ReadLine(), StringComparison.Ordinal);
            Assert.Equal("OK 0", asking.List());
        }
    }

    [Fact]
    public async Task No_change_ever_stands_within_the_reply_to_another_request()
    {
        const int Changes = 2000;
        const int Requests = 500;
        LoopClient client = _desk.Connect();
        client.Send("WATCH\n");
        Task churn = Task.Run(() => ChurnTurnByTurn(Changes), TestContext.Current.CancellationToken);
        Task sent = Task.Run(
            () =>
            {
                for (int i = 0; i < Requests; i++)
                {
                    client.Send("LI");
                    client.Send("ST\nFREE 1\n");
                }
            },
            TestContext.Current.CancellationToken);

        var watched = new WatchedRows(asks: true);
        watched.ReadUntil(client, w => w.Refusals == Requests);
        await Task.WhenAll(churn, sent).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        _desk.Take("last");
        watched.ReadUntil(client, w => w.Has("last"));

        // The stream was read as what it has to be: whole listings, refusals, changes. Nothing is missing either.
        Assert.Equal(Requests + 1, watched.Listings);
        Assert.Equal(Requests, watched.Refusals);
        Assert.Equal(Changes + 1, watched.Changes);
        Assert.Equal(Rows(), watched.Rows);
    }

    [Fact]
    public void A_slow_watcher_is_told_every_change_once_as_long_as_it_is_not_too_far_behind()
    {
        const int Changes = 3000;
        LoopClient client = _desk.ConnectSlow();
        client.Send("WATCH\n");
        Assert.Equal("OK 0", client.ReadLine());
        ChurnTurnByTurn(Changes);
        _desk.Take("last");

        var watched = new WatchedRows(asks: false);
        watched.ReadUntil(client, w => w.Has("last"));

        Assert.Equal(Changes + 1, watched.Changes);
        Assert.Equal(0, watched.Listings);
    }

    [Fact]
    public void A_watcher_that_does_not_read_gets_a_fresh_listing_in_place_of_what_it_missed()
    {
        const int Changes = 100_000;
        LoopClient client = _desk.ConnectSlow();
        client.Send("WATCH\n");

        for (int i = 0; i < 100; i++)
            _desk.Churn(Changes / 100);
        Assert.InRange(_desk.Ask(() => _desk.Desk.Table.Unread), 1, 200);
        _desk.Take("last");
        var watched = new WatchedRows(asks: false);
        watched.ReadUntil(client, w => w.Has("last"));

        Assert.InRange(watched.Listings, 2, 10);
        Assert.InRange(watched.Changes, 0, Changes / 2);
        Assert.Equal(Rows(), watched.Rows);

        _desk.Take("and more");
        Assert.EndsWith(" and\\u0020more u", client.ReadLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_watcher_that_does_not_read_is_answered_when_it_does()
    {
        LoopClient client = _desk.ConnectSlow();
        client.Send("WATCH\n");
        _desk.Churn(4000);
        Patience.Until(() => _desk.Ask(() => _desk.Desk.Table.Unread) > 0);

        client.Send("GIMME s u\nVERSION\n");

        string line = "";
        for (int i = 0; i < 20_000 && !line.Contains("PortManager", StringComparison.Ordinal); i++)
            line = client.ReadLine();
        Assert.EndsWith(" UNIQUE", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_watcher_that_vanishes_is_forgotten_and_that_is_no_defect(bool isReset)
    {
        LoopClient client = _desk.ConnectSlow();
        client.Send("GIMME s u\nWATCH\n");
        Assert.Equal("OK 30001", client.ReadLine());
        _desk.Churn(4000);

        if (isReset)
            client.Reset();
        else
            client.Close();

        Patience.Until(() => _desk.Connections == 0);
        Assert.Equal("", _desk.Rows);
        Assert.DoesNotContain(DefectId, _desk.Desk.Log.Ids);
        _desk.Churn(10);
        _desk.Turn();
    }

    [Fact]
    public void A_watcher_that_closes_its_half_is_closed()
    {
        LoopClient client = _desk.Connect();
        client.Send("WATCH -user nobody\nLIST\n");
        client.HalfClose();

        Assert.Equal("OK 0\nOK 0\n", client.ReadToEnd());
    }

    [Fact]
    public void A_watcher_that_makes_the_daemon_keep_too_much_is_closed_and_the_others_are_served()
    {
        using var desk = new LoopDesk(limits: new Limits { UnreadBytes = 10 }, hasSmallBuffers: true);
        LoopClient slow = desk.ConnectSlow();
        slow.Send("WATCH\n");
        Assert.Equal("OK 0", slow.ReadLine());

        desk.Churn(4000);

        Patience.Until(() => desk.Connections == 0);
        Assert.Equal(0, desk.Ask(() => desk.Desk.Table.Unread));
        Assert.Equal("OK 0", desk.Connect().List());
        Assert.DoesNotContain(DefectId, desk.Desk.Log.Ids);
    }

    private void ChurnTurnByTurn(int changes)
    {
        for (int i = 0; i < changes; i += 2)
            _desk.Churn(2);
    }

    private string[] Rows() =>
        _desk.Ask<string[]>(() => [.. _desk.Desk.Registry.InOrder.Select(r => $"{r.Port} {r.Service} {r.User}").Order()]);
}
