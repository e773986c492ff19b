using PortManager.Client;

using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

/// <summary>Ports that were released: no connection that is made again claims them.</summary>
public sealed class ReleasedWhileAwayTests
{
    [Fact]
    public async Task A_released_port_is_not_claimed_again()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        await client.GetPortAsync("a", Token);
        await client.GetPortAsync("b", Token);
        await client.ClaimPortAsync(31050, "c", Token);
        await client.ReleaseAsync(31001, Token);
        daemon.Peer.DropAll();
        await daemon.Peer.ReceivedAsync("CLAIM 31050 c fox", count: 2);
        Assert.DoesNotContain("CLAIM 31001 a fox", daemon.Peer.Requests);
        Assert.Contains("CLAIM 31002 b fox", daemon.Peer.Requests);
    }

    [Theory]
    [InlineData("FAIL {port 31001 is not held by this connection}\n")]
    [InlineData("")]
    public async Task A_port_that_was_released_in_vain_is_not_claimed_again(string answer)
    {
        await using var daemon = new ClaimingDaemon { OnFree = _ => answer };
        await using PortManagerClient client = await ConnectAsync(daemon.Peer, answer == "" ? LessPatient : Options);
        await client.GetPortAsync("a", Token);
        await client.GetPortAsync("b", Token);
        Exception? e = await Record.ExceptionAsync(() => client.ReleaseAsync(31001, Token));
        Assert.True(answer == "" ? e is TimeoutException : e is PortRefusedException, $"{e}");
        // The connection is the same, and holds the other one.
        Assert.False(daemon.Peer.FirstEnded.IsCompleted);
        daemon.Peer.DropAll();
        await daemon.Peer.ReceivedAsync("CLAIM 31002 b fox");
        Assert.DoesNotContain("CLAIM 31001 a fox", daemon.Peer.Requests);
    }

    [Fact]
    public async Task A_port_that_is_released_while_the_daemon_is_away_is_not_claimed_again()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("a", Token);
        await client.GetPortAsync("b", Token);
        daemon.Peer.StopListening();
        await daemon.Peer.EndAllAsync();
        await client.ReleaseAsync(31001, Token).Bounded();
        daemon.Peer.Listen();
        await daemon.Peer.ReceivedAsync("CLAIM 31002 b fox");
        await client.GetPortAsync("c", Token);
        Assert.DoesNotContain("CLAIM 31001 a fox", daemon.Peer.Requests);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_port_that_is_released_while_it_is_claimed_again_is_free()
    {
        await using var daemon = new ClaimingDaemon { Refuses = (port, count) => port == 31002 && count < 10 ? "31002 is in use" : null };
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        await client.GetPortAsync("a", Token);
        await client.GetPortAsync("b", Token);
        daemon.Peer.DropAll();
        await daemon.Peer.ReceivedAsync("CLAIM 31002 b fox");
        await client.ReleaseAsync(31001, Token).Bounded();
        await daemon.Peer.ReceivedAsync("FREE 31001");
        Assert.Equal(31003, await client.GetPortAsync("c", Token));
    }
}
