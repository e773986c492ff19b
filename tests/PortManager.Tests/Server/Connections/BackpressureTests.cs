using System.Net.Sockets;

namespace PortManager.Tests.Server.Connections;

/// <summary>A peer who asks and does not read the answers costs no memory: the daemon stops reading what he asks.</summary>
public class BackpressureTests
{
    private const int MostUnread = 4096;
    private const int ManyRequests = 100_000;

    private readonly Desk _desk = new();

    [Theory]
    [InlineData("LIST\n")]
    [InlineData("FREE 1\n")]
    [InlineData("VERSION\nLIST\n")]
    public async Task The_daemon_stops_reading_until_its_replies_are_read(string request)
    {
        await using var peer = new PipePeer(mostUnread: MostUnread);
        peer.ConnectTo(_desk.Handler);
        Task sent = Task.CompletedTask;
        int requests = 0;
        for (; sent.IsCompleted && requests < ManyRequests; requests++)
            sent = peer.SendAsync(request);

        // What the two pipes hold, and what is being answered.
        Assert.InRange(requests, 1, 4 * MostUnread);
        Assert.False(sent.IsCompleted);

        int lines = requests * request.Count(c => c == '\n');
        for (int i = 0; i < lines; i++)
            Assert.NotEmpty(await peer.ReadLineAsync());
        await sent.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Equal("", peer.ReadWhatIsThere());
    }

    [Fact]
    public async Task What_a_peer_that_is_lost_has_not_read_is_not_counted_any_more()
    {
        var peer = new PipePeer(mostUnread: MostUnread);
        peer.ConnectTo(_desk.Handler);
        Task sent = Task.CompletedTask;
        for (int i = 0; sent.IsCompleted && i < ManyRequests; i++)
            sent = peer.SendAsync("VERSION\n");
        Assert.NotEqual(0, _desk.Table.Unread);

        peer.Vanish(new SocketException((int)SocketError.TimedOut));
        await peer.Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(0, _desk.Table.Unread);
    }

    [Fact]
    public async Task One_bite_of_many_requests_is_answered_in_parts()
    {
        var desk = new Desk(ports: 900);
        for (int i = 0; i < 900; i++)
            desk.Lab.Take("RingMaster", $"user{i}");
        await using var peer = new PipePeer(mostUnread: 60_000);
        await peer.SendAsync(string.Concat(Enumerable.Repeat("LIST\n", 10_000)));
        peer.ConnectTo(desk.Handler);

        // All 10,000 replies would be 300 MB.
        Assert.InRange(peer.ReadWhatIsThere().Length, 60_000, 200_000);
    }

    [Fact]
    public async Task The_others_are_served_meanwhile()
    {
        await using var stuck = new PipePeer(mostUnread: MostUnread);
        stuck.ConnectTo(_desk.Handler);
        Task sent = Task.CompletedTask;
        for (int i = 0; sent.IsCompleted && i < ManyRequests; i++)
            sent = stuck.SendAsync("LIST\n");
        Assert.False(sent.IsCompleted);

        await using PipePeer other = _desk.Connect();
        await other.SendAsync("GIMME s u\n");

        Assert.Equal("OK 30001\n", other.ReadWhatIsThere());
    }

    [Fact]
    public async Task A_stuck_peer_who_vanishes_frees_his_ports()
    {
        var peer = new PipePeer(mostUnread: MostUnread);
        peer.ConnectTo(_desk.Handler);
        Task sent = peer.SendAsync("GIMME s u\n");
        for (int i = 0; sent.IsCompleted && i < ManyRequests; i++)
            sent = peer.SendAsync("LIST\n");
        Assert.Equal("30001 s u", _desk.Lab.Rows);

        peer.Vanish(null);
        await peer.Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Empty(_desk.Lab.Rows);
    }
}
