using System.Globalization;
using System.Text;
using PortManager.Client;
using static PortManager.Tests.Client.Clients;

namespace PortManager.Tests.Client;

public sealed class ListTests
{
    private const string Rows = "31000 RingMaster fox\n31001 RingMaster_1 fox\n31002 {Epics Display} owl\n31003 Ring owl\n";

    [Fact]
    public async Task A_listing_is_what_the_daemon_lists_in_its_order()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old(Rows);
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Equal(
            [
                new PortAllocation(31000, "RingMaster", "fox"),
                new PortAllocation(31001, "RingMaster_1", "fox"),
                new PortAllocation(31002, "Epics Display", "owl"),
                new PortAllocation(31003, "Ring", "owl"),
            ],
            await client.ListPortsAsync(Token));
        Assert.Equal(["LIST"], peer.Requests);
    }

    [Theory]
    [InlineData(null, null, null, "31000 31001 31002 31003")]
    [InlineData("RingMaster", null, null, "31000")]
    [InlineData("ringmaster", null, null, "")]
    [InlineData(null, "Ring", null, "31000 31001 31003")]
    [InlineData(null, "", null, "31000 31001 31002 31003")]
    [InlineData(null, null, "owl", "31002 31003")]
    [InlineData(null, "Ring", "owl", "31003")]
    [InlineData("RingMaster", "Ring", "owl", "")]
    [InlineData("Epics Display", "Epics", "owl", "31002")]
    public async Task Criteria_are_cumulative(string? service, string? beginsWith, string? user, string ports)
    {
        await using ScriptedPeer peer = ScriptedPeer.Old(Rows);
        await using PortManagerClient client = await ConnectAsync(peer);
        IReadOnlyList<PortAllocation> found = await client.FindAsync(service, beginsWith, user, Token);
        Assert.Equal(ports, string.Join(' ', found.Select(port => port.Port)));
        Assert.Equal("LIST", peer.Requests[^1]);
    }

    [Fact]
    public async Task A_daemon_that_knows_FIND_chooses_the_rows_itself()
    {
        await using ScriptedPeer peer = ScriptedPeer.Answering(line => line == "VERSION" ? NewVersion : "OK 1\n1 {a b} fox\n");
        await using PortManagerClient client = await ConnectAsync(peer);
        Assert.Single(await client.FindAsync("a b", user: "fox", cancellationToken: Token));
        Assert.Single(await client.FindAsync(cancellationToken: Token));
        Assert.Equal(["VERSION", "FIND -service {a b} -user fox", "LIST"], peer.Requests);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("a\nLIST", null, null)]
    [InlineData(null, "a\nLIST", null)]
    [InlineData(null, null, "")]
    public async Task Names_are_checked_before_anything_is_sent(string? service, string? beginsWith, string? user)
    {
        await using ScriptedPeer peer = ScriptedPeer.Old(Rows);
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await client.FindAsync(service, beginsWith, user, Token));
        Assert.Empty(peer.Requests);
    }

    [Fact]
    public async Task A_client_that_only_lists_asks_a_newer_daemon_again_what_it_knows()
    {
        bool isOld = true;
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
            isOld ? OldDaemonAsync(connection, line)
            : connection.SendAsync(line == "VERSION" ? "OK {PortManager 2} DETAIL\n" : "OK 0\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<PortManagerNotSupportedException>(() => client.ListDetailsAsync(cancellationToken: Token));
        isOld = false;
        await peer.EndAllAsync();
        Assert.Empty(await client.ListDetailsAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task A_listing_of_fifty_thousand_rows_is_read()
    {
        var rows = new StringBuilder();
        for (int i = 1; i <= 50_000; i++)
            rows.Append(CultureInfo.InvariantCulture, $"{i} service_{i} fox\n");
        await using ScriptedPeer peer = ScriptedPeer.Old(rows.ToString());
        await using PortManagerClient client = await ConnectAsync(peer);
        IReadOnlyList<PortAllocation> all = await client.ListPortsAsync(Token);
        Assert.Equal(50_000, all.Count);
        Assert.Equal(new PortAllocation(50_000, "service_50000", "fox"), all[^1]);
    }

    [Fact]
    public async Task A_listing_a_byte_at_a_time_is_a_listing()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(
            (connection, _) => connection.SendByteByByteAsync("OK 2\r\n1 {a b} ü\r\n2 c d\r\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        for (int i = 0; i < 3; i++)
            Assert.Equal([new(1, "a b", "ü"), new(2, "c", "d")], await client.ListPortsAsync(Token));
    }

    [Theory]
    [InlineData("OK 1000001\n")]
    [InlineData("OK -1\n")]
    [InlineData("OK 99999999999999999999\n")]
    [InlineData("OK 1\n1 {a b\n")]
    [InlineData("<html>\n")]
    public async Task After_garbage_the_next_listing_goes_over_a_new_connection(string garbage)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(
            (connection, _) => connection.SendAsync(connection.Number == 1 ? garbage : "OK 0\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<PortManagerProtocolException>(() => client.ListPortsAsync(Token));
        await peer.FirstEnded;
        Assert.Empty(await client.ListPortsAsync(Token));
        Assert.Equal(2, peer.Connections);
    }

    [Fact]
    public async Task After_a_row_too_many_the_next_listing_goes_over_a_new_connection()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(
            (connection, _) => connection.SendAsync(connection.Number == 1 ? "OK 1\n1 a b\n2 c d\n" : "OK 0\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        // That there is one too many is seen with the listing, or a moment later.
        await Record.ExceptionAsync(() => client.ListPortsAsync(Token));

        await peer.FirstEnded;

        Assert.Empty(await client.ListPortsAsync(Token));
        Assert.Equal(2, peer.Connections);
    }

    [Theory]
    [InlineData("")]
    [InlineData("OK 2\n1 a b\n2 c")]
    public async Task Silence_is_a_time_out_and_the_connection_is_not_used_again(string half)
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(
            (connection, _) => connection.SendAsync(connection.Number == 1 ? half : "OK 0\n"));
        await using PortManagerClient client = await ConnectAsync(peer, Impatient);
        await Assert.ThrowsAsync<TimeoutException>(() => client.ListPortsAsync(Token));
        await peer.FirstEnded;
        await using PortManagerClient patient = await ConnectAsync(peer);
        Assert.Empty(await patient.ListPortsAsync(Token));
    }

    [Fact]
    public async Task A_listing_that_trickles_in_without_an_end_is_a_time_out()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async (connection, _) =>
        {
            await connection.SendAsync("OK 1000000\n");
            while (true)
            {
                await connection.SendAsync("1 a b\n");
                await Task.Delay(5);
            }
        });
        await using PortManagerClient client = await ConnectAsync(peer, Impatient);
        await Assert.ThrowsAsync<TimeoutException>(() => client.ListPortsAsync(Token));
        await peer.FirstEnded;
    }

    [Fact]
    public async Task The_end_of_the_connection_in_the_middle_of_a_listing_is_an_error()
    {
        await using ScriptedPeer peer = ScriptedPeer.Start(async (connection, _) =>
        {
            await connection.SendAsync("OK 2\n1 a b\n2 c d");
            connection.Dispose();
        });
        await using PortManagerClient client = await ConnectAsync(peer);
        await Assert.ThrowsAsync<PortManagerClosedException>(() => client.ListPortsAsync(Token));
    }

    [Fact]
    public async Task A_cancelled_listing_costs_no_port()
    {
        bool isSilent = true;
        await using ScriptedPeer peer = ScriptedPeer.Start((connection, line) =>
            line == "LIST" && isSilent ? Task.CompletedTask : OldDaemonAsync(connection, line, "1 a b\n"));
        await using PortManagerClient client = await ConnectAsync(peer);
        var lost = new LostPorts(client);
        await client.GetPortAsync("s", Token);

        using var cancelling = new CancellationTokenSource();
        Task listing = client.ListPortsAsync(cancelling.Token);
        await peer.ReceivedAsync("LIST");
        await cancelling.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing);
        Assert.Equal(cancelling.Token, e.CancellationToken);

        isSilent = false;
        Assert.Single(await client.ListPortsAsync(Token));
        await client.GetPortAsync("t", Token);
        Assert.Equal(["GIMME s fox", "LIST", "LIST", "GIMME t fox"], peer.Requests);
        Assert.False(peer.FirstEnded.IsCompleted);
        Assert.Empty(lost.More);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_sends_nothing()
    {
        await using ScriptedPeer peer = ScriptedPeer.Old();
        await using PortManagerClient client = await ConnectAsync(peer);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ListPortsAsync(cancelled.Token));
        Assert.Empty(await client.ListPortsAsync(Token));
        Assert.Equal(["LIST"], peer.Requests);
    }
}
