using System.Net;
using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <summary>
/// Feeds systemd's watchdog: not from a timer, which would go on when nothing else does, but each time a request of the daemon's own, over a
/// connection like everyone's, was answered, or that connection was closed because the limit of connections is reached.
/// </summary>
/// <param name="loop">The loop, which serves this connection as every other.</param>
/// <param name="service">Where the daemon listens.</param>
/// <param name="interval">How often systemd wants to hear.</param>
/// <param name="feed">Tells systemd.</param>
internal sealed class WatchdogProbe(EventLoop loop, IPEndPoint service, TimeSpan interval, Action feed) : IEventHandler
{
    private readonly byte[] _reply = new byte[1024];
    private StreamSocket? _socket;
    private bool _isWaiting;

    /// <summary>Connects, and asks when the connection is there.</summary>
    public void Start()
    {
        int descriptor = RawSocket.OpenStream(service.AddressFamily);
        if (descriptor >= 0 && RawSocket.Connect(descriptor, service) is 0 or -Errno.InProgress)
        {
            _socket = new StreamSocket(descriptor);
            loop.Poller.Add(descriptor, Epoll.Readable | Epoll.Writable | Epoll.PeerClosed | Epoll.EdgeTriggered, this);
            return;
        }

        if (descriptor >= 0)
            _ = LibC.Close(descriptor);
        StartAgain();
    }

    public void OnReady(uint events)
    {
        // Once the connection is there it is writable, which is reported before anything else.
        if (_isWaiting)
            Read();
        else if ((events & (Epoll.Failed | Epoll.HungUp)) != 0)
            StartAgain();
        else if ((events & Epoll.Writable) != 0)
            Ask();
    }

    private void Ask()
    {
        _isWaiting = true;
        _socket!.Value.Send("VERSION\n"u8);
    }

    private void Read()
    {
        int length = _socket!.Value.Receive(_reply);
        if (length == -Errno.WouldBlock)
            return;
        bool isAnswered = length > 0 && _reply.AsSpan(0, length).StartsWith("OK"u8);
        // If all places are taken, the daemon at work closes the connection; the kernel alone would leave it open.
        bool isClosed = length <= 0;
        if (isAnswered || isClosed)
            feed();
        if (isAnswered)
            AskAgain();
        else
            StartAgain();
    }

    private void AskAgain()
    {
        StreamSocket asked = _socket!.Value;
        loop.Timers.Once(interval / 3, loop.Clock.Now, () =>
        {
            if (_socket == asked)
                Ask();
        });
    }

    private void StartAgain()
    {
        if (_socket is { } socket)
        {
            loop.Poller.Forget(socket.Descriptor);
            socket.Close();
        }

        _socket = null;
        _isWaiting = false;
        loop.Timers.Once(interval / 10, loop.Clock.Now, Start);
    }
}
