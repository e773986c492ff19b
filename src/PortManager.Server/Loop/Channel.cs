using System.Buffers;
using PortManager.Protocol;
using PortManager.Server.Connections;
using PortManager.Server.Native;
using PortManager.Server.Sessions;

namespace PortManager.Server.Loop;

/// <summary>
/// One connection of the line protocol: its socket, and its session. It reads what the kernel has, has the session answer, and sends the
/// replies at the end of the turn, when the journal is written. It does not read while replies wait for the peer to read them.
/// </summary>
internal sealed partial class Channel : IEventHandler
{
    /// <summary>A request that is longer cannot be left in the kernel: its buffer might be full before the end comes.</summary>
    private const int MaxLeftInKernel = 32 * 1024;

    private const uint Interest = Epoll.Readable | Epoll.Urgent | Epoll.PeerClosed | Epoll.EdgeTriggered;

    private readonly EventLoop _loop;
    private readonly StreamSocket _socket;
    private readonly bool _isPreserved;
    private ChannelInput _input;
    private Replies? _output;
    private int _toDiscard;
    private int _unreadCounted;
    private ChannelState _state;

    /// <param name="loop">The loop that it belongs to.</param>
    /// <param name="session">Its session.</param>
    /// <param name="isPreserved">Whether it may outlive the process.</param>
    public Channel(EventLoop loop, Session session, bool isPreserved)
    {
        _loop = loop;
        _socket = new StreamSocket(session.Connection.Descriptor);
        _isPreserved = isPreserved;
        _input = new ChannelInput(_socket, isPreserved || session.IsOpening);
        Session = session;
    }

    public Session Session { get; }

    public Connection Connection => Session.Connection;

    /// <summary>How often it was suspended, to tell a late answer from the one it waits for.</summary>
    public int Suspensions { get; private set; }

    public bool IsSuspended => Is(ChannelState.Suspended);

    /// <summary>Whether it can be told of changes now.</summary>
    public bool CanBeTold => !IsBusy;

    /// <summary>Waits for its first request.</summary>
    public void Open() => _loop.Poller.Add(_socket.Descriptor, Interest, this);

    /// <summary>Goes on where the process before ended.</summary>
    /// <param name="watched">What it watches; null if it does not.</param>
    public void OpenAdopted(PortFilter? watched)
    {
        Open();
        if (watched is null)
            return;
        Session.Watch = new Watch(watched, -1);
        StartWatch();
    }

    public void OnReady(uint events)
    {
        if ((events & (Epoll.PeerClosed | Epoll.HungUp | Epoll.Failed)) != 0)
            _state |= ChannelState.PeerClosed;
        if ((events & Epoll.Urgent) != 0)
            _state |= ChannelState.Urgent;
        if ((events & Epoll.Failed) != 0)
            End();
        else if (Is(ChannelState.Blocked))
            ContinueSending(events);
        else
            ReadNowOrLater();
    }

    /// <summary>Goes on where it was when its share of a turn was used up.</summary>
    public void Continue()
    {
        _state &= ~ChannelState.Scheduled;
        Serve(_loop.Buffer);
    }

    /// <summary>Goes on with the request that waited for a name.</summary>
    public void Resume()
    {
        _state &= ~ChannelState.Suspended;
        Serve(_loop.Buffer);
    }

    /// <summary>Its peer has closed: if it holds ports, and all its requests are answered, they are released.</summary>
    public void OnPeerClosed(byte[] buffer)
    {
        _state |= ChannelState.PeerClosed;
        if (!Connection.HoldsPorts)
            return;
        if (!IsBusy)
            Serve(buffer);
        else if (!IsSuspended && !Is(ChannelState.Yielded) && _input.Kept == 0 && TcpByteCounts.InputLength(_socket.Descriptor) <= _toDiscard)
            EndInput();
    }

    /// <summary>Refuses a request whose end takes too long to come.</summary>
    public void Expire()
    {
        if (IsBusy || _input.Read(_loop.Buffer, isEnough: true, out int length) is not ReadResult.Bytes)
            return;
        After(Session.Expire(new ReadOnlySequence<byte>(_loop.Buffer, 0, length), Output), length, length);
    }

    /// <summary>Closes the connection with a reset, and drops what its peer has not read.</summary>
    public void Abort() => End(isAbort: true);

    /// <summary>Closes the connection, and releases all that it has.</summary>
    public void End(bool isAbort = false)
    {
        if (Is(ChannelState.Ended))
            return;
        _state |= ChannelState.Ended;
        Release(ref _output);
        _loop.Forget(this);
        // systemd may have a copy, and drops it when the connection is shut down.
        if (_isPreserved)
            _socket.ShutDown();
        _loop.Poller.Forget(_socket.Descriptor);
        if (isAbort)
            _socket.Abort();
        else
            _socket.Close();
    }

    private Replies Output => _output ??= _loop.RentReplies();

    /// <summary>Whether it must not be read now.</summary>
    private bool IsBusy => (_state & ChannelState.Busy) != 0;

    private bool Is(ChannelState state) => (_state & state) != 0;

    private void ReadNowOrLater()
    {
        // What has come is reported once.
        if (IsBusy)
            _state |= ChannelState.Again;
        Serve(_loop.Buffer);
    }

    private void Serve(byte[] buffer)
    {
        if (Is(ChannelState.Lingering))
            Drain(buffer);
        if (IsBusy)
            return;
        bool hasYielded = Is(ChannelState.Yielded);
        _state &= ~ChannelState.Yielded;
        if (Is(ChannelState.Urgent))
            DropUrgent();
        switch (_input.Read(buffer, hasYielded, out int length))
        {
            case ReadResult.Nothing:
                _state &= ~ChannelState.Urgent;
                return;
            case ReadResult.End:
                EndInput();
                return;
            case ReadResult.Broken:
                End();
                return;
        }

        Connection.LastActive = _loop.Clock.Now;
        // After the read: whatever its client closed before it asked is closed by now.
        _loop.ReleaseClosed(this);
        (int consumed, NextStep next) = Session.Serve(new ReadOnlySequence<byte>(buffer, 0, length), Output);
        _input.Keep(buffer.AsSpan(0, length), consumed);
        After(next, consumed, length);
    }

    private void After(NextStep next, int consumed, int length)
    {
        if (_input.IsLeftInKernel)
            _toDiscard = consumed;
        else
            Connection.Consumed += consumed;
        int leftInKernel = _input.IsLeftInKernel ? length - consumed : 0;
        NotePartial(next == NextStep.Continue && consumed < length, isAnother: consumed > 0);
        switch (next)
        {
            case NextStep.Http:
                Release(ref _output);
                _state |= ChannelState.Ended;
                _loop.HandOver(this);
                return;
            case NextStep.Suspend:
                _state |= ChannelState.Suspended | ChannelState.Yielded;
                Suspensions++;
                _loop.AskForName(this);
                break;
            case NextStep.Yield:
                _state |= ChannelState.Yielded;
                break;
            case NextStep.Close:
                _state |= ChannelState.Closing;
                break;
            case NextStep.Continue when Is(ChannelState.Urgent) && IsBeforeUrgent(consumed, length):
                _state |= ChannelState.Again;
                break;
            case NextStep.Continue when Is(ChannelState.PeerClosed) && !_input.MayHaveMore:
                EndInput(leftInKernel);
                break;
            case NextStep.Continue when _input.MayHaveMore || Is(ChannelState.PeerClosed):
                _state |= ChannelState.Again;
                break;
        }

        // Behind the end of the input, which takes what is left in the kernel.
        ChooseWhereInputIs(next, consumed, length);
        CountUnread();
        if (Session.Watch is not null && !Is(ChannelState.Watching))
            StartWatch();
        if (_output is { IsEmpty: false } || Is(ChannelState.Ending | ChannelState.Closing))
            JoinTurn();
        else
            AfterReplies();
    }

    /// <summary>The peer has closed its side, and all requests are answered.</summary>
    /// <param name="leftInKernel">What is left of its input.</param>
    private void EndInput(int leftInKernel = 0)
    {
        if (Connection.HoldsPorts || Connection.HasPostponedPorts)
            _loop.State.Registry.Leave(Connection);
        _state |= ChannelState.Ending;
        // Closing a socket with unread bytes, such as a request without its end, is a reset.
        _toDiscard += leftInKernel;
        if (_output is not (null or { IsEmpty: true }) || Is(ChannelState.InTurn | ChannelState.Held))
            return;
        _socket.Discard(_toDiscard);
        End();
    }

    private void NotePartial(bool isPartial, bool isAnother)
    {
        if (!isPartial)
            Connection.PartialSince = 0;
        else if (Connection.PartialSince == 0 || isAnother)
            Connection.PartialSince = _loop.Clock.Now;
    }

    private void ChooseWhereInputIs(NextStep next, int consumed, int length)
    {
        if (!_input.IsLeftInKernel || next == NextStep.Http)
            return;
        if (!_isPreserved && !Session.IsOpening)
        {
            _input.IsLeftInKernel = false;
        }
        else if (consumed == 0 && length > MaxLeftInKernel && next == NextStep.Continue)
        {
            _input.IsLeftInKernel = false;
            _loop.StopPreserving(this);
            _state |= ChannelState.Again;
        }
    }

    private void StartWatch()
    {
        _state |= ChannelState.Watching;
        _loop.AddWatcher(this);
    }
}
