using System.Net;
using PortManager.Server.Connections;
using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Connections;

/// <summary>Requests of which a part has come, and how old they are.</summary>
public sealed class PartialRequestTests : IAsyncDisposable
{
    private readonly PipePeer _peer = new();
    private readonly AcceptedConnection _connection;

    public PartialRequestTests()
    {
        _connection = new AcceptedConnection(_peer.Context, 1, new Peer(IPAddress.Loopback, IsLocal: true, Owner: null));
        _peer.Context.Features.Set(_connection);
        _peer.ConnectTo(new Desk().Handler);
    }

    public ValueTask DisposeAsync() => _peer.DisposeAsync();

    [Theory]
    [InlineData("L")]
    [InlineData("G")]
    [InlineData("GIMME s")]
    [InlineData("DELETE")]
    public async Task A_request_is_as_old_as_its_first_byte_however_long_the_connection_was_idle_before(string start)
    {
        long connected = _connection.LastActive;
        Assert.True(SpinWait.SpinUntil(() => Environment.TickCount64 > connected + 20, Patience.Limit));
        long before = Environment.TickCount64;

        await _peer.SendAsync(start);

        Assert.True(_connection.IsPartialSince(long.MaxValue));
        Assert.False(_connection.IsPartialSince(before - 1));
    }

    [Fact]
    public async Task One_behind_a_whole_one_is_not_older_than_that()
    {
        await _peer.SendAsync("LIST\nLI");
        long first = Environment.TickCount64;
        Assert.True(SpinWait.SpinUntil(() => Environment.TickCount64 > first + 20, Patience.Limit));

        await _peer.SendAsync("ST\nLI");

        Assert.True(_connection.IsPartialSince(long.MaxValue));
        Assert.False(_connection.IsPartialSince(first));
    }

    [Fact]
    public async Task A_call_to_end_it_that_comes_when_it_is_whole_costs_nothing()
    {
        await _peer.SendAsync("LIS");
        await _peer.SendAsync("T\n");
        Assert.Equal("OK 0", await _peer.ReadLineAsync());

        _peer.Context.Transport.Input.CancelPendingRead();

        await _peer.SendAsync("LIST\n");
        Assert.Equal("OK 0", await _peer.ReadLineAsync());
    }
}
