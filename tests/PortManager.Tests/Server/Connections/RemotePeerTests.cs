namespace PortManager.Tests.Server.Connections;

/// <summary>Any host may list; only local applications get ports. The addresses are those set aside for documentation.</summary>
public class RemotePeerTests
{
    private const int RemoteRefusedId = 13;

    private readonly Desk _desk = new();

    public static TheoryData<string, string, string> Remote => new()
    {
        { "192.0.2.7", "192.0.2.1", "192.0.2.7" },
        { "::ffff:192.0.2.7", "::ffff:192.0.2.1", "192.0.2.7" },
        { "2001:db8::7", "2001:db8::1", "2001:db8::7" },
        { "192.0.2.7", "127.0.0.1", "192.0.2.7" },
    };

    [Theory]
    [MemberData(nameof(Remote))]
    public async Task A_remote_peer_may_list_but_gets_no_port_and_is_hung_up_on(string address, string own, string shown)
    {
        _desk.Lab.Take("s");
        foreach (string request in new[] { "GIMME t u", "CLAIM 30005 t u" })
        {
            await using PipePeer peer = Connect(address, own);
            await peer.SendAsync($"LIST\nFIND\n{request}\nLIST\n");
            for (int listing = 0; listing < 2; listing++)
            {
                Assert.Equal("OK 1", await peer.ReadLineAsync());
                Assert.Equal("30001 s u", await peer.ReadLineAsync());
            }

            Assert.Matches($"^FAIL {{[^ ]+ \\({shown}\\) : Only local applications get ports}}$", await peer.ReadLineAsync());
            peer.HalfClose();
            Assert.Equal("", await peer.ReadToEndAsync());
        }

        Assert.Equal("30001 s u", _desk.Lab.Rows);
        Assert.Equal([RemoteRefusedId, RemoteRefusedId], _desk.Log.Ids);
    }

    [Fact]
    public async Task A_remote_peer_may_watch_and_cannot_free_what_others_hold()
    {
        _desk.Lab.Take("s");
        await using PipePeer peer = Connect("192.0.2.7", "192.0.2.1");

        await peer.SendAsync("FREE 30001\nWATCH\n");

        Assert.Equal("FAIL {port 30001 is not held by this connection}\nOK 1\n30001 s u\n", peer.ReadWhatIsThere());
        _desk.Lab.Shared.Allocate(new Allocations.FakeHolder(), "t", "u");
        Assert.Equal("+ 30002 t u", await peer.ReadLineAsync());
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.7")]
    public async Task A_peer_on_this_host_gets_ports_by_whichever_address(string address, string own)
    {
        await using PipePeer peer = Connect(address, own);

        await peer.SendAsync("GIMME s u\nCLAIM 30005 t u\n");

        Assert.Equal("OK 30001\nOK 30005\n", peer.ReadWhatIsThere());
    }

    private PipePeer Connect(string address, string own) => new PipePeer(address, own).ConnectTo(_desk.Handler);
}
