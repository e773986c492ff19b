using System.Net.Sockets;
using PortManager.Client;
using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class ReleaseAndClaimTests
{
    [Fact]
    public async Task A_port_is_released_and_claimed_on_the_connection_that_holds()
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(31000, await client.GetPortAsync("s", Token));
        await client.ReleaseAsync(31000, Token);
        await client.ClaimPortAsync(31005, "Ring Master", Token);
        Assert.Equal(["GIMME s fox", "VERSION", "FREE 31000", "CLAIM 31005 {Ring Master} fox"], peer.Requests);
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task A_refusal_carries_the_text_of_the_daemon_and_changes_nothing()
    {
        await using ScriptedPeer peer = New(refused: "not yours");
        await using PortManagerClient client = await ConnectAsync(peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        Assert.Equal("not yours", (await Assert.ThrowsAsync<PortRefusedException>(() => client.ReleaseAsync(1, Token))).Message);
        Assert.Equal("not yours", (await Assert.ThrowsAsync<PortRefusedException>(() => client.ClaimPortAsync(1, "s", Token))).Message);
        Assert.Equal(31000, await client.GetPortAsync("t", Token));
        Assert.False(peer.FirstEnded.IsCompleted);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task An_old_daemon_is_not_asked_and_keeps_the_ports()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("s", Token);
        PortManagerNotSupportedException e =
            await Assert.ThrowsAsync<PortManagerNotSupportedException>(() => client.ReleaseAsync(30105, Token));
        Assert.Equal("The port manager is too old: it does not know the request FREE.", e.Message);
        await Assert.ThrowsAsync<PortManagerNotSupportedException>(() => client.ClaimPortAsync(30106, "s", Token));
        await Assert.ThrowsAsync<PortManagerNotSupportedException>(() => client.GetUniquePortAsync("s", Token));
        await Assert.ThrowsAsync<PortManagerNotSupportedException>(() => client.ListDetailsAsync(cancellationToken: Token));
        await client.GetPortAsync("t", Token);
        Assert.Equal(["GIMME s fox", "VERSION", "GIMME t fox"], peer.Requests);
        Assert.False(peer.FirstEnded.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_daemon_that_hangs_up_on_VERSION_without_a_word_is_not_called_old_and_keeps_the_ports(bool withReset)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
        {
            if (line != "VERSION")
                return OldDaemonAsync(connection, line);
            if (withReset)
                connection.Reset();
            else
                connection.Dispose();
            return Task.CompletedTask;
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("s", Token);
        foreach (Func<Task> call in (Func<Task>[])[
            () => client.ReleaseAsync(30105, Token),
            () => client.ClaimPortAsync(30106, "s", Token),
            () => client.ListDetailsAsync(cancellationToken: Token)])
        {
            Exception? e = await Record.ExceptionAsync(call);
            Assert.True(withReset ? e is SocketException : e is PortManagerClosedException, $"{e}");
        }

        Assert.False(peer.FirstEnded.IsCompleted);
    }

    [Fact]
    public async Task A_daemon_that_refuses_VERSION_for_another_reason_is_not_called_old()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(line => line == "VERSION" ? "FAIL {too busy}\n" : "OK 30105\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.GetPortAsync("s", Token);
        PortRefusedException e = await Assert.ThrowsAsync<PortRefusedException>(() => client.ReleaseAsync(30105, Token));
        Assert.Equal("too busy", e.Message);
    }

    [Fact]
    public async Task A_daemon_that_lacks_one_request_is_not_asked_for_it()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(line => line == "VERSION" ? "OK {PortManager 1} FREE\n" : "OK 31000\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        await client.ReleaseAsync(31000, Token);
        await Assert.ThrowsAsync<PortManagerNotSupportedException>(() => client.ClaimPortAsync(31000, "s", Token));
        Assert.Equal(["VERSION", "FREE 31000"], peer.Requests);
    }

    [Fact]
    public async Task Another_port_than_the_one_claimed_is_garbage()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(line => line == "VERSION" ? NewVersion : "OK 31001\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<PortManagerProtocolException>(() => client.ClaimPortAsync(31000, "s", Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public async Task Ports_are_checked_before_anything_is_sent(int port)
    {
        await using ScriptedPeer peer = New();
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.ReleaseAsync(port, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.ClaimPortAsync(port, "s", Token));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ClaimPortAsync(1, "", Token));
        Assert.Empty(peer.Requests);
    }

    private static ScriptedPeer New(string? refused = null) => ScriptedPeer.Answering(line => line.Split(' ') switch
    {
        ["VERSION"] => NewVersion,
        ["GIMME", ..] => "OK 31000\n",
        ["FREE" or "CLAIM", ..] when refused is not null => $"FAIL {{{refused}}}\n",
        ["FREE" or "CLAIM", var port, ..] => $"OK {port}\n",
        _ => null,
    });
}
