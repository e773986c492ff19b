using PortManager.Client;

using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

/// <summary>Calls whose caller stops waiting before the reply comes.</summary>
public sealed class LateReplyTests
{
    [Theory]
    [InlineData("GIMME", "OK 31007\n", "FREE 31007")]
    [InlineData("CLAIM", "OK 31005\n", "FREE 31005")]
    public async Task A_port_that_is_granted_after_its_caller_left_is_freed_at_once_and_the_others_are_kept(
        string request, string reply, string freed)
    {
        await using var daemon = new HoldingBackDaemon(request);
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        Assert.Equal(31001, await client.GetPortAsync("kept", Token));
        await CancelledAsync(
            token => request == "GIMME" ? client.GetPortAsync("late", token) : client.ClaimPortAsync(31005, "late", token),
            daemon.Peer.ReceivedAsync(line => line.StartsWith(request, StringComparison.Ordinal) && line.Contains("late", StringComparison.Ordinal)));

        await daemon.ReplyAsync(reply);
        await daemon.Peer.ReceivedAsync(freed);
        Assert.Equal(31002, await client.GetPortAsync("next", Token));
        await AssertHeldAsync(daemon, lost, "CLAIM 31001 kept fox", "CLAIM 31002 next fox");
    }

    [Fact]
    public async Task A_release_whose_caller_left_costs_no_other_port()
    {
        await using var daemon = new HoldingBackDaemon("FREE");
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("kept", Token);
        await client.GetPortAsync("late", Token);
        await CancelledAsync(token => client.ReleaseAsync(31002, token), daemon.Peer.ReceivedAsync("FREE 31002"));

        await daemon.ReplyAsync("OK 31002\n");
        Assert.Equal(31003, await client.GetPortAsync("next", Token));
        await AssertHeldAsync(daemon, lost, "CLAIM 31001 kept fox", "CLAIM 31003 next fox");
    }

    [Fact]
    public async Task A_release_whose_caller_left_before_it_was_sent_is_sent_nevertheless()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedPeer peer = ScriptedPeer.Start(async (connection, line) =>
        {
            if (line == "VERSION")
            {
                asked.SetResult();
                await answer.Task;
            }

            await connection.SendAsync(line == "VERSION" ? NewVersion : "OK 31001\n");
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("s", Token);
        await CancelledAsync(token => client.ReleaseAsync(31001, token), asked.Task);
        answer.SetResult();
        await peer.ReceivedAsync("FREE 31001");
    }

    [Fact]
    public async Task Requests_go_out_while_a_reply_is_due_whose_caller_left_and_each_gets_its_own()
    {
        await using var daemon = new HoldingBackDaemon("FREE");
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("kept", Token);
        await client.GetPortAsync("late", Token);
        await CancelledAsync(token => client.ReleaseAsync(31002, token), daemon.Peer.ReceivedAsync("FREE 31002"));
        Task<int> next = client.GetPortAsync("next", Token);
        await daemon.Peer.ReceivedAsync("GIMME next fox");
        // The refusal is that of the FREE, and the port that of the GIMME.
        await daemon.ReplyAsync("FAIL {not now}\nOK 31009\n");
        Assert.Equal(31009, await next.Bounded());
        await AssertHeldAsync(daemon, lost, "CLAIM 31001 kept fox", "CLAIM 31009 next fox");
    }

    [Theory]
    [InlineData("FAIL {no free ports}\n")]
    [InlineData("nonsense\n")]
    public async Task Nothing_is_freed_if_nothing_is_granted(string reply)
    {
        await using var daemon = new HoldingBackDaemon("GIMME");
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("kept", Token);
        await CancelledAsync(token => client.GetPortAsync("late", token), daemon.Peer.ReceivedAsync("GIMME late fox"));
        await daemon.ReplyAsync(reply);
        if (!reply.StartsWith("FAIL", StringComparison.Ordinal))
            await daemon.Peer.FirstEnded;
        Assert.Equal(31002, await client.GetPortAsync("next", Token));
        Assert.DoesNotContain(daemon.Peer.Requests, line => line.StartsWith("FREE", StringComparison.Ordinal));
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_before_anything_is_sent_changes_nothing()
    {
        await using var daemon = new ClaimingDaemon();
        await using PortManagerClient client = await ConnectAsync(daemon.Peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("kept", Token);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetPortAsync("s", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ClaimPortAsync(31005, "s", cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ReleaseAsync(31001, cancelled.Token));
        Assert.Equal(31002, await client.GetPortAsync("next", Token));
        Assert.Equal(["GIMME kept fox", "GIMME next fox"], daemon.Peer.Requests);
        Assert.False(daemon.Peer.FirstEnded.IsCompleted);
        Assert.Empty(lost.More);
    }

    private static async Task CancelledAsync(Func<CancellationToken, Task> call, Task sent)
    {
        using var cancelling = new CancellationTokenSource();
        Task calling = call(cancelling.Token);
        await sent;
        await cancelling.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        Assert.Equal(cancelling.Token, e.CancellationToken);
    }

    /// <summary>Checks that one connection did all, and which ports the client claims when it drops.</summary>
    private static async Task AssertHeldAsync(HoldingBackDaemon daemon, LostPorts lost, params string[] claims)
    {
        Assert.False(daemon.Peer.FirstEnded.IsCompleted);
        int before = daemon.Peer.Requests.Count;
        daemon.Peer.DropAll();
        await daemon.Peer.ReceivedAsync(claims[^1]);
        Assert.Equal(["VERSION", .. claims], daemon.Peer.Requests.Skip(before));
        Assert.Empty(lost.More);
    }
}
