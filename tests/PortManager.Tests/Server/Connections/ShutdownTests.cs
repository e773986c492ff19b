using Microsoft.AspNetCore.Connections.Features;

namespace PortManager.Tests.Server.Connections;

/// <summary>When the daemon stops, no peer keeps it waiting.</summary>
public sealed class ShutdownTests : IDisposable
{
    private readonly Desk _desk = new();
    private readonly Closing _closing = new();

    [Theory]
    [InlineData("")]
    [InlineData("GIM")]
    [InlineData("GIMME s u\n")]
    [InlineData("WATCH\n")]
    [InlineData("GIMME s u\nnonsense\n")]
    public async Task A_session_ends_when_the_daemon_stops_and_its_ports_are_free(string requests)
    {
        PipePeer peer = Connect();
        await peer.SendAsync(requests);
        Assert.False(peer.Session.IsCompleted);

        _closing.Request();
        await peer.Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

        Assert.Empty(_desk.Lab.Rows);
    }

    [Fact]
    public async Task A_session_that_begins_while_the_daemon_stops_ends_at_once()
    {
        _closing.Request();

        await Connect().Session.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _closing.Dispose();

    private PipePeer Connect()
    {
        var peer = new PipePeer();
        peer.Context.Features.Set<IConnectionLifetimeNotificationFeature>(_closing);
        return peer.ConnectTo(_desk.Handler);
    }

    private sealed class Closing : IConnectionLifetimeNotificationFeature, IDisposable
    {
        private readonly CancellationTokenSource _requested = new();

        public CancellationToken ConnectionClosedRequested
        {
            get => _requested.Token;
            set => throw new NotSupportedException();
        }

        public void Request() => _requested.Cancel();

        public void RequestClose() => Request();

        public void Dispose() => _requested.Dispose();
    }
}
