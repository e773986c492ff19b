using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using PortManager.Server.Connections;
using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Connections;

public class LineSessionTests
{
    private const int InvalidRequestId = 14;
    private const int RefusedId = 12;
    private const int DefectId = 31;

    private readonly Desk _desk = new();

    [Fact]
    public async Task Nothing_is_sent_before_a_request_nor_after_its_reply()
    {
        await using PipePeer peer = _desk.Connect();
        Assert.Equal("", peer.ReadWhatIsThere());

        await peer.SendAsync("GIMME s u\n");
        Assert.Equal("OK 30001\n", peer.ReadWhatIsThere());

        _desk.Lab.Take("t");
        Assert.Equal("", peer.ReadWhatIsThere());
    }

    [Fact]
    public async Task A_request_is_not_answered_before_its_line_ends()
    {
        await using PipePeer peer = _desk.Connect();

        await peer.SendAsync("GIMME s u");
        Assert.Equal("", peer.ReadWhatIsThere());
        Assert.Empty(_desk.Lab.Rows);

        await peer.SendAsync("\n");
        Assert.Equal("OK 30001\n", peer.ReadWhatIsThere());
    }

    [Fact]
    public async Task A_whole_listing_is_sent_at_once_and_so_are_replies_to_requests_that_came_together()
    {
        var desk = new Desk(ports: 900);
        for (int i = 0; i < 900; i++)
            desk.Lab.Take("RingMaster", $"user{i}");
        string listing = Encoding.UTF8.GetString(desk.Lab.Shared.Listing().Span);
        await using PipePeer peer = desk.Connect();

        await peer.SendAsync("LIST\n");
        Assert.Equal(listing, peer.ReadWhatIsThere());

        await peer.SendAsync("LIST\nFREE 1\n");
        Assert.Equal($"{listing}FAIL {{port 1 is not held by this connection}}\n", peer.ReadWhatIsThere());
    }

    [Fact]
    public async Task The_ports_are_held_until_the_peer_closes_its_half_and_not_longer()
    {
        await using PipePeer peer = _desk.Connect();
        await peer.SendAsync("GIMME s u\nGIMME t u\n");
        Assert.Equal("30001 s u, 30002 t u", _desk.Lab.Rows);

        peer.HalfClose();
        await peer.Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Empty(_desk.Lab.Rows);
    }

    [Fact]
    public async Task Requests_that_come_with_the_half_close_are_answered_first()
    {
        var peer = new PipePeer();
        await peer.SendAsync("GIMME s u\nLIST\n");
        peer.HalfClose();
        peer.ConnectTo(_desk.Handler);

        Assert.Equal("OK 30001\nOK 1\n30001 s u\n", await peer.ReadToEndAsync());
        Assert.Empty(_desk.Lab.Rows);
    }

    public static TheoryData<Exception> Ends => [new ConnectionResetException("reset"), new SocketException((int)SocketError.TimedOut)];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_peer_that_is_lost_frees_the_ports_and_is_no_defect(Exception end)
    {
        PipePeer peer = _desk.Connect();
        await peer.SendAsync("GIMME s u\n");

        peer.Vanish(end);
        await peer.Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Empty(_desk.Lab.Rows);
        Assert.DoesNotContain(DefectId, _desk.Log.Ids);
    }

    [Fact]
    public async Task A_bad_request_frees_the_ports_before_its_reply_goes_out()
    {
        await using PipePeer peer = _desk.Connect();
        await peer.SendAsync("GIMME s u\n");
        peer.ReadWhatIsThere();
        var saidWhenFreed = new List<string>();
        _desk.Lab.Shared.Changed += _ => saidWhenFreed.Add(peer.ReadWhatIsThere());

        await peer.SendAsync("TERMINATE\n");

        Assert.Equal([""], saidWhenFreed);
        Assert.Equal("FAIL {Invalid request TERMINATE}\n", peer.ReadWhatIsThere());
        Assert.False(peer.Session.IsCompleted);
    }

    [Fact]
    public async Task After_a_bad_request_what_comes_is_swallowed_until_the_peer_closes()
    {
        await using PipePeer peer = _desk.Connect();
        await peer.SendAsync("TERMINATE\nGIMME s u\n");
        peer.ReadWhatIsThere();

        for (int i = 0; i < 100; i++)
        {
            await peer.SendAsync(new string('x', 100_000) + "\nGIMME s u\n")
                .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        }

        peer.HalfClose();

        Assert.Equal("", await peer.ReadToEndAsync());
        Assert.Empty(_desk.Lab.Changes);
    }

    [Fact]
    public async Task A_bad_request_and_a_refusal_are_logged()
    {
        await using PipePeer peer = _desk.Connect();

        await peer.SendAsync("LIST\nFREE 1\nnonsense\nmore\n");

        Assert.Equal([RefusedId, InvalidRequestId], _desk.Log.Ids);
        Assert.Contains("nonsense", _desk.Log.Messages.Last(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", _desk.Log.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_ports_of_one_connection_are_not_anothers_to_free()
    {
        await using PipePeer one = _desk.Connect();
        await using PipePeer other = _desk.Connect();
        await one.SendAsync("GIMME s u\n");

        await other.SendAsync("FREE 30001\nCLAIM 30001 s u\nterminate\n");

        Assert.Equal("30001 s u", _desk.Lab.Rows);
    }

    [Fact]
    public async Task A_defect_costs_one_connection_and_is_logged()
    {
        bool thrown = false;
        _desk.Lab.Shared.Changed += _ =>
        {
            if (!thrown)
            {
                thrown = true;
                throw new InvalidOperationException("a defect");
            }
        };
        await using PipePeer peer = _desk.Connect();

        await peer.SendAsync("GIMME s u\n");
        await peer.Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Contains(DefectId, _desk.Log.Ids);
        Assert.Empty(_desk.Lab.Rows);
    }

    [Fact]
    public async Task A_connection_that_was_entered_in_the_table_is_taken_out_when_it_ends()
    {
        var peer = new PipePeer();
        var accepted = new AcceptedConnection(peer.Context, 0, new Peer(IPAddress.Loopback, true, null));
        peer.Context.Features.Set(accepted);
        _desk.Table.Add(accepted, out _);
        peer.ConnectTo(_desk.Handler);
        await peer.SendAsync("GIMME s u\n");
        Assert.True(accepted.HoldsPorts);
        Assert.Equal(1, _desk.Table.Count);

        await peer.DisposeAsync();

        Assert.False(accepted.HoldsPorts);
        Assert.Equal(0, _desk.Table.Count);
    }
}
