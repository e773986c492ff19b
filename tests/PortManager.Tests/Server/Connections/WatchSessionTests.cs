using Microsoft.AspNetCore.Connections;
using PortManager.Tests.Server.Allocations;

namespace PortManager.Tests.Server.Connections;

public class WatchSessionTests
{
    private const int DefectId = 31;

    private readonly Desk _desk = new();
    private readonly FakeHolder _other = new();

    [Fact]
    public async Task A_watcher_gets_the_listing_and_then_each_change_as_it_happens()
    {
        _desk.Lab.Take("s");
        await using PipePeer peer = _desk.Connect();
        await peer.SendAsync("WATCH\n");
        Assert.Equal("OK 1\n30001 s u\n", peer.ReadWhatIsThere());

        _desk.Lab.Shared.Allocate(_other, "Epics Display", "fox");
        Assert.Equal("+ 30002 {Epics Display} fox", await peer.ReadLineAsync());

        _desk.Lab.Shared.Leave(_other);
        Assert.Equal("- 30002 {Epics Display} fox", await peer.ReadLineAsync());
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_told()
    {
        await using PipePeer peer = _desk.Connect();
        await peer.SendAsync("WATCH -beginswith Ring -user u\n");
        Assert.Equal("OK 0\n", peer.ReadWhatIsThere());

        _desk.Lab.Shared.Allocate(_other, "RingMaster", "v");
        _desk.Lab.Shared.Allocate(_other, "Readout", "u");
        _desk.Lab.Shared.Allocate(_other, "RingMaster", "u");

        Assert.Equal("+ 30003 RingMaster u", await peer.ReadLineAsync());
    }

    [Fact]
    public async Task A_watcher_hears_of_its_own_ports_after_their_reply()
    {
        await using PipePeer peer = _desk.Connect();

        await peer.SendAsync("WATCH\nGIMME s u\n");
        Assert.Equal("OK 0", await peer.ReadLineAsync());
        Assert.Equal("OK 30001", await peer.ReadLineAsync());
        Assert.Equal("+ 30001 s u", await peer.ReadLineAsync());

        await peer.SendAsync("FREE 30001\n");
        Assert.Equal("OK 30001", await peer.ReadLineAsync());
        Assert.Equal("- 30001 s u", await peer.ReadLineAsync());
    }

    [Fact]
    public async Task No_change_ever_stands_within_the_reply_to_another_request()
    {
        const int Changes = 2000;
        const int Requests = 500;
        await using PipePeer peer = _desk.Connect();
        await peer.SendAsync("WATCH\n");
        Task churn = Task.Run(() => Churn(Changes), TestContext.Current.CancellationToken);
        for (int i = 0; i < Requests; i++)
        {
            await peer.SendAsync("LI");
            await peer.SendAsync("ST\nFREE 1\n");
        }

        await churn;
        var watched = new WatchedRows(asks: true);
        await watched.ReadUntilAsync(peer, w => w.Refusals == Requests);
        _desk.Lab.Shared.Allocate(_other, "last", "u");
        await watched.ReadUntilAsync(peer, w => w.Has("last"));

        // The stream was read as what it has to be: whole listings, refusals, changes. Nothing is missing either.
        Assert.Equal(Requests + 1, watched.Listings);
        Assert.Equal(Requests, watched.Refusals);
        Assert.Equal(Changes + 1, watched.Changes);
        Assert.Equal(Rows(), watched.Rows);
    }

    [Fact]
    public async Task A_watcher_who_does_not_read_gets_a_fresh_listing_in_place_of_what_he_missed()
    {
        const int Changes = 100_000;
        await using var peer = new PipePeer(mostUnread: 4096);
        peer.ConnectTo(_desk.Handler);
        await peer.SendAsync("WATCH\n");

        Churn(Changes);
        _desk.Lab.Shared.Allocate(_other, "last", "u");
        var watched = new WatchedRows(asks: false);
        await watched.ReadUntilAsync(peer, w => w.Has("last"));

        Assert.InRange(watched.Listings, 2, 10);
        Assert.InRange(watched.Changes, 0, Changes / 2);
        Assert.Equal(Rows(), watched.Rows);

        _desk.Lab.Shared.Allocate(_other, "and more", "u");
        Assert.EndsWith(" {and more} u", await peer.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watcher_who_does_not_read_is_answered_when_he_does()
    {
        await using var peer = new PipePeer(mostUnread: 4096);
        peer.ConnectTo(_desk.Handler);
        await peer.SendAsync("WATCH\n");
        Churn(10_000);

        await peer.SendAsync("GIMME s u\nVERSION\n");

        string line = "";
        for (int i = 0; i < 20_000 && !line.Contains("PortManager", StringComparison.Ordinal); i++)
            line = await peer.ReadLineAsync();
        Assert.EndsWith(" STATUS", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_watcher_who_vanishes_is_forgotten_and_that_is_no_defect(bool isReset)
    {
        var peer = new PipePeer(mostUnread: 4096);
        peer.ConnectTo(_desk.Handler);
        await peer.SendAsync("GIMME s u\nWATCH\n");
        Churn(10_000);

        peer.Vanish(isReset ? new ConnectionResetException("reset") : null);
        await peer.Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Empty(_desk.Lab.Rows);
        Assert.DoesNotContain(DefectId, _desk.Log.Ids);
        Churn(10);
    }

    [Fact]
    public async Task A_watcher_who_closes_its_half_is_hung_up_on()
    {
        await using PipePeer peer = _desk.Connect();
        await peer.SendAsync("WATCH -user nobody\nLIST\n");
        peer.HalfClose();

        Assert.Equal("OK 0\nOK 0\n", await peer.ReadToEndAsync());
    }

    private void Churn(int changes)
    {
        var holder = new FakeHolder();
        for (int i = 0; i < changes; i += 2)
        {
            _desk.Lab.Shared.Allocate(holder, "churn", "u");
            _desk.Lab.Shared.Leave(holder);
        }
    }

    private string[] Rows() => [.. _desk.Lab.Shared.Snapshot().Select(r => $"{r.Port} {r.Service} {r.User}").Order()];
}
