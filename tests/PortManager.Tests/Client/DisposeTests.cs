using PortManager.Client;

using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class DisposeTests
{
    [Fact]
    public async Task Disposing_ends_the_connection_and_with_it_releases_the_ports()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        PortManagerClient client = await ConnectAsync(peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);
        await client.DisposeAsync();
        await peer.FirstEnded;
        Assert.Equal(1, peer.Connections);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_disposed_client_says_so()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        PortManagerClient client = await ConnectAsync(peer);
        await client.DisposeAsync();
        await client.DisposeAsync();
        string message = $"This client of the port manager on 127.0.0.1 port {peer.Port} was disposed, and its ports are released.";
        Assert.Equal(message, (await Assert.ThrowsAsync<PortManagerClosedException>(() => client.GetPortAsync("s", Token))).Message);
        Assert.Equal(message, (await Assert.ThrowsAsync<PortManagerClosedException>(() => client.ListPortsAsync(Token))).Message);
        Assert.Empty(peer.Requests);
    }

    [Fact]
    public async Task A_connection_that_was_never_used_ends_too()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        PortManagerClient client = await ConnectAsync(peer);
        await client.DisposeAsync();
        await peer.FirstEnded;
    }

    [Fact]
    public async Task Calls_under_way_end_with_the_client()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) => line switch
        {
            "VERSION" => connection.SendAsync(NewVersion),
            _ when line.StartsWith("WATCH", StringComparison.Ordinal) => connection.SendAsync("OK 0\n"),
            _ => Task.CompletedTask,
        });
        PortManagerClient client = await ConnectAsync(peer);
        Task[] calls =
        [
            client.GetPortAsync("s", Token),
            client.GetPortAsync("t", Token),
            client.ListPortsAsync(Token),
            client.WaitForAsync("s", cancellationToken: Token),
        ];
        await peer.ReceivedAsync("GIMME s fox");
        await peer.ReceivedAsync("LIST");
        await peer.ReceivedAsync("WATCH -service s");
        await client.DisposeAsync();
        foreach (Task call in calls)
            await Assert.ThrowsAsync<PortManagerClosedException>(() => call.Bounded());
    }
}
