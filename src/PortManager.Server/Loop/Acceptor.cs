using System.Net;
using Microsoft.Extensions.Logging;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Listening;
using PortManager.Server.Logging;
using PortManager.Server.Native;

namespace PortManager.Server.Loop;

/// <summary>
/// Accepts the connections of one listener, up to its share of a turn. Their number is limited here: any later, and a burst takes every descriptor.
/// </summary>
internal sealed class Acceptor : IEventHandler
{
    private const int MaxPerTurn = 64;
    private const long ComplaintInterval = 10_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly EventLoop _loop;
    private readonly int _listener;
    private readonly bool _isHttp;
    private readonly ILogger _log;
    private readonly long[] _lastComplaints = [.. Enumerable.Repeat(-ComplaintInterval, (int)Admission.TooManyOfHost + 1)];
    private int _share = MaxPerTurn;
    private bool _mayHaveOlder = true;

    /// <param name="loop">The loop that it belongs to.</param>
    /// <param name="listener">A socket that listens.</param>
    /// <param name="isHttp">Whether only HTTP is spoken there.</param>
    /// <param name="log">Is told of limits.</param>
    public Acceptor(EventLoop loop, Listener listener, bool isHttp, ILogger log)
    {
        _loop = loop;
        _listener = listener.Descriptor;
        _isHttp = isHttp;
        _log = log;
    }

    public void Open() => _loop.Poller.Add(_listener, Epoll.Readable, this);

    public void OnReady(uint events)
    {
        // Mostly one waits, and to ask for a second costs a call. When more wait, the listener is ready again in the next turn: then more are taken at once.
        int share = _share;
        _share = Math.Min(2 * share, MaxPerTurn);
        for (int i = 0; i < share; i++)
        {
            int descriptor = ListeningSocket.Accept(_listener, out IPEndPoint? peer);
            if (descriptor >= 0)
            {
                if (_mayHaveOlder && peer is not null)
                    TcpOptions.Set(descriptor);
                Enter(descriptor, peer);
            }
            else
            {
                if (-descriptor is Errno.OutOfDescriptors or Errno.SystemOutOfDescriptors or Errno.NoMemory or Errno.NoBufferSpace)
                    Pause();
                if (-descriptor is Errno.ConnectionAborted or Errno.Interrupted)
                    continue;
                // Until here some may have waited since before the listener had its options.
                _mayHaveOlder &= descriptor != -Errno.WouldBlock;
                _share = 1;
                return;
            }
        }
    }

    // Else the loop would spin, as the listener stays ready.
    private void Pause()
    {
        _loop.Poller.Remove(_listener);
        _loop.Timers.Once(s_pause, _loop.Clock.Now, Open);
    }

    private void Enter(int descriptor, IPEndPoint? address)
    {
        Peer peer = _loop.State.Identity.Of(descriptor, address);
        var connection = new Connection(_loop.State.Connections.NextNumber(), peer, descriptor) { LastActive = _loop.Clock.Now, IsHttp = _isHttp };
        Admission admission = _loop.State.Connections.Add(connection, out Connection? victim);
        if (admission != Admission.Entered)
            Complain(admission, connection);
        if (victim is not null)
            _loop.Close(victim);
        if (admission is Admission.Full or Admission.TooManyOfHost)
            new StreamSocket(descriptor).Close();
        else
            _loop.Open(connection);
    }

    // At a limit each new connection is one too many: the log must not drown in it.
    private void Complain(Admission admission, Connection connection)
    {
        ref long last = ref _lastComplaints[(int)admission];
        long now = _loop.Clock.Now;
        if (now - last < ComplaintInterval)
            return;
        last = now;
        if (admission == Admission.TooManyOfHost)
            _log.HostLimit(connection.Address, _loop.State.Connections.MaxPerHost);
        else if (admission == Admission.Full)
            _log.HoldersLimit(_loop.State.Connections.Max);
        else
            _log.ConnectionLimit(_loop.State.Connections.Max);
    }
}
