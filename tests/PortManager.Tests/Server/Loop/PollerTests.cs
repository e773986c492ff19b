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
        Assert.Equal(0, ReadyNow());
        Assert.Same(_handler, _poller.HandlerOf(_event.Descriptor));

        _event.Set();

        Assert.Equal(1, ReadyNow());
        Assert.Equal((_handler, Epoll.Readable), _poller.Take());
        Assert.Equal(0, _poller.Ready);
    }

    [Fact]
    public void What_waits_no_longer_is_told_nothing()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        _event.Set();

        _poller.Remove(_event.Descriptor);

        Assert.Equal(0, ReadyNow());
        Assert.Null(_poller.HandlerOf(_event.Descriptor));
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        Assert.Equal(1, ReadyNow());
    }

    [Fact]
    public void What_is_ready_again_before_it_was_taken_is_told_once_with_all_events()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        _event.Set();
        Assert.Equal(1, ReadyNow());

        _poller.Modify(_event.Descriptor, Epoll.Readable | Epoll.Writable);

        Assert.Equal(1, ReadyNow());
        Assert.Equal((_handler, Epoll.Readable | Epoll.Writable), _poller.Take());
    }

    [Fact]
    public void What_was_forgotten_in_the_turn_that_reports_it_is_told_nothing_nor_is_the_next_one_with_its_number()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);
        _event.Set();
        Assert.Equal(1, ReadyNow());

        _poller.Remove(_event.Descriptor);
        var next = new Handler();
        _poller.Add(_event.Descriptor, Epoll.Readable, next);

        Assert.Null(_poller.Take().Handler);
        Assert.Equal(1, ReadyNow());
        Assert.Same(next, _poller.Take().Handler);
        Assert.Equal(1, ReadyNow());
        _poller.Forget(_event.Descriptor);
        Assert.Null(_poller.Take().Handler);
    }

    [Fact]
    public void What_is_waited_for_can_change()
    {
        _poller.Add(_event.Descriptor, Epoll.Readable, _handler);

        _poller.Modify(_event.Descriptor, Epoll.Writable);

        Assert.Equal(1, ReadyNow());
        Assert.Equal(Epoll.Writable, _poller.Take().Events);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public void Nothing_waits_for_a_descriptor_that_never_was(int descriptor) => Assert.Null(_poller.HandlerOf(descriptor));

    [Fact]
    public void The_end_of_a_peer_is_told_at_once_and_again_in_its_turn()
    {
        using Socket listener = LoopDesk.Listening();
        var client = new LoopClient((IPEndPoint)listener.LocalEndPoint!);
        using Socket socket = listener.Accept();
        int descriptor = (int)socket.Handle;
        _poller.Add(descriptor, Epoll.Readable | Epoll.PeerClosed | Epoll.EdgeTriggered, _handler);
        client.Send("LIST\n");
        _poller.Look();
        Assert.Equal((1, 0), (_poller.Ready, _poller.Ended));

        client.Close();
        _poller.Look();

        Assert.Equal((1, 1), (_poller.Ready, _poller.Ended));
        Assert.Same(_handler, _poller.TakeEnded());
        _poller.ReturnEnded(descriptor);
        Assert.Same(_handler, _poller.TakeEnded());
        Assert.Equal((_handler, Epoll.Readable | Epoll.PeerClosed), _poller.Take());
        _poller.ReturnEnded(descriptor);
        _poller.Forget(descriptor);
        Assert.Null(_poller.TakeEnded());
    }

    [Fact]
    public void What_systemd_still_has_of_a_closed_one_does_not_keep_the_next_one_with_its_number_from_being_told()
    {
        const int duplicate = 1030; // F_DUPFD_CLOEXEC
        using Socket listener = LoopDesk.Listening();
        using var client = new LoopClient((IPEndPoint)listener.LocalEndPoint!);
        using Socket systemds = listener.Accept();
        int number = LibC.ControlFile((int)systemds.Handle, duplicate, 900);
        _poller.Add(number, Epoll.Readable | Epoll.PeerClosed | Epoll.EdgeTriggered, new Handler());
        _poller.Forget(number);
        Assert.Equal(0, LibC.Close(number));
        Assert.Equal(number, LibC.ControlFile(_event.Descriptor, duplicate, number));
        _poller.Add(number, Epoll.Readable | Epoll.EdgeTriggered, _handler);

        client.Close();
        _poller.Wait(1000);
        _event.Set();

        Assert.Equal(1, ReadyNow());
        Assert.Equal((_handler, Epoll.Readable), _poller.Take());
        Assert.Equal(0, _poller.Ended);
        Assert.Equal(0, LibC.Close(number));
    }

    private int ReadyNow()
    {
        _poller.Wait(0);
        return _poller.Ready;
    }

    private sealed class Handler : IEventHandler
    {
        public void OnReady(uint events) => throw new NotSupportedException();
    }
}
