using System.Net;
using System.Net.Sockets;
using PortManager.Server.Loop;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Loop;

[Collection(Alone.Name)]
public sealed class PollerTests : IDisposable
{
    private readonly Poller _poller = new();
    private readonly EventDescriptor _event = new();
    private readonly Handler _handler = new();

    public void Dispose()
    {
        _event.Dispose();
        _poller.Dispose();
    }

    [Fact]
    public void What_waits_is_told_what_is_ready()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        Assert.Equal(0, _poller.Wait(0));
        Assert.Same(_handler, _poller.HandlerOf(_event.Descriptor));

        _event.Set();

        Assert.Equal(1, _poller.Wait(0));
        Assert.Equal((_handler, Epoll.Readable), _poller.Ready(0));
    }

    [Fact]
    public void What_waits_no_longer_is_told_nothing()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        _event.Set();

        _poller.Remove(_event.Descriptor);

        Assert.Equal(0, _poller.Wait(0));
        Assert.Null(_poller.HandlerOf(_event.Descriptor));
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        Assert.Equal(1, _poller.Wait(0));
    }

    [Fact]
    public void What_was_forgotten_in_the_turn_that_reports_it_is_told_nothing_nor_is_the_next_one_with_its_number()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        _event.Set();
        Assert.Equal(1, _poller.Wait(0));

        _poller.Forget(_event.Descriptor);
        Assert.Null(_poller.Ready(0).Handler);
        _poller.Remove(_event.Descriptor);
        _poller.Add(_event.Descriptor, Epoll.Readable, new Handler());

        Assert.Null(_poller.Ready(0).Handler);
    }

    [Fact]
    public void What_is_waited_for_can_change()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);

        _poller.Modify(_event.Descriptor, Epoll.Writable);

        Assert.Equal(1, _poller.Wait(0));
        Assert.Equal(Epoll.Writable, _poller.Ready(0).Events);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public void Nothing_waits_for_a_descriptor_that_never_was(int descriptor) => Assert.Null(_poller.HandlerOf(descriptor));

    [Fact]
    public void The_end_of_a_holders_peer_is_reported_once_and_nothing_else_of_it()
    {
        using Socket listener = LoopDesk.Listening();
        var client = new LoopClient((IPEndPoint)listener.LocalEndPoint!);
        using Socket socket = listener.Accept();
        int descriptor = (int)socket.Handle;
        _poller.Add(descriptor, Epoll.Readable | Epoll.EdgeTriggered, _handler);
        _poller.WatchHolder(descriptor);
        client.Send("LIST\n");
        Assert.Equal(0, _poller.LookForClosedHolders());

        client.Close();

        Assert.Equal(1, _poller.LookForClosedHolders());
        Assert.Same(_handler, _poller.ClosedHolder(0));
        _poller.Forget(descriptor);
        Assert.Null(_poller.ClosedHolder(0));
        Assert.Equal(0, _poller.LookForClosedHolders());
    }

    private sealed class Handler : IEventHandler
    {
        public void OnReady(uint events) => throw new NotSupportedException();
    }
}
