using Microsoft.Extensions.Logging;
using PortManager.Server.Allocations;
using PortManager.Server.Listening;
using PortManager.Server.Logging;
using PortManager.Server.Native;
using PortManager.Server.Sessions;

namespace PortManager.Server.Loop;

/// <summary>
/// The one thread that owns the daemon's state, and serves every connection of the line protocol. docs/architecture.md draws a turn of it.
/// </summary>
internal sealed partial class EventLoop : IDisposable
{
    private const int LingerMilliseconds = 5000;
    private const int MaxIdleReplies = 256;

    private readonly ILogger _log;
    private readonly IHttpConnections? _http;
    private readonly Mailbox _mailbox = new();
    private readonly NameLookUps _names;
    private readonly Watchers _watchers;
    private readonly List<Channel> _turn = [];
    private readonly Stack<Replies> _idleReplies = new();
    private readonly DelayQueue<Channel> _lingering = new(LingerMilliseconds);
    private readonly byte[] _secondBuffer;
    private Queue<Channel> _scheduled = new();
    private Queue<Channel> _served = new();
    private bool _isReleasing;
    private volatile bool _isStopped;

    /// <param name="state">What it owns.</param>
    /// <param name="http">Takes over the connections that speak HTTP; null if none may.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="log">Is told of limits and defects.</param>
    public EventLoop(LoopState state, IHttpConnections? http, TimeProvider time, ILogger log)
    {
        State = state;
        Clock = new LoopClock(time);
        _http = http;
        _log = log;
        _names = new NameLookUps(this, state.Users, state.Hosts);
        _watchers = new Watchers(new ChangeLog(state.Registry, state.Listings, state.Users));
        // Longer than the longest request, so that one which is too long is seen to be.
        Buffer = new byte[state.Limits.LineLength + 4096];
        _secondBuffer = new byte[Buffer.Length];
        Poller.Add(_mailbox.Descriptor, Epoll.Readable, new MailHandler(this));
    }

    public LoopState State { get; }

    public LoopClock Clock { get; }

    public Poller Poller { get; } = new();

    public MaintenanceTimers Timers { get; } = new();

    /// <summary>For what is read of the connection that is being served.</summary>
    public byte[] Buffer { get; }

    /// <summary>Serves the connections of a listener.</summary>
    /// <param name="listener">A socket that listens.</param>
    /// <param name="isHttp">Whether only HTTP is spoken there.</param>
    public void Listen(Listener listener, bool isHttp) => new Acceptor(this, listener, isHttp, _log).Open();

    /// <summary>Has the loop do something. Any thread may call it.</summary>
    public void Post(Action work) => _mailbox.Post(work);

    /// <summary>
    /// Has the loop answer a question, after it has released the ports of all connections that were closed before. Any thread may call it.
    /// </summary>
    public Task<T> AskAsync<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _mailbox.Post(() =>
        {
            try
            {
                ReleaseClosed(null);
                answer.TrySetResult(question());
            }
            catch (Exception e)
            {
                // It costs the one that asks, and not the daemon.
                answer.TrySetException(e);
            }
        });
        if (_isStopped)
            answer.TrySetCanceled();
        return answer.Task;
    }

    /// <summary>Ends <see cref="Run"/>. Any thread may call it.</summary>
    public void Stop() => Post(() => _isStopped = true);

    /// <summary>Serves, on the thread that calls it, until it is stopped.</summary>
    public void Run()
    {
        while (!_isStopped)
        {
            Poller.Wait(MillisecondsToNextTurn());
            Clock.Update();
            State.Status.BeginTurn();
            State.Pool.BeginTurn();
            ReleaseEnded(null);
            // What becomes ready meanwhile waits for the next turn.
            for (int left = Math.Min(Poller.Ready, Poller.MaxReady); left > 0; left--)
                ServeNext();
            ServeScheduled();
            RunWhatIsDue();
            FinishTurn();
        }

        // Whatever asked before the end is answered; what asks later is told that it will not be.
        _mailbox.RunAll();
        StoreAll();
    }

    /// <summary>
    /// Releases the ports of connections whose peers have closed, and of orphans on which nobody listens any more. It comes after a question was read and
    /// before it is answered: whatever the client closed before it asked is closed by then.
    /// </summary>
    /// <param name="asking">The connection that asks; null if none does.</param>
    public void ReleaseClosed(Channel? asking)
    {
        if (_isReleasing || State.Registry.Count == 0)
            return;
        Poller.Look();
        ReleaseEnded(asking);
        if (State.Registry.HasOrphans)
            State.Registry.FreeOrphans(IsListening());
    }

    /// <summary>Lists ports in grace whose owners have begun to listen again.</summary>
    public void ListGrace()
    {
        if (State.Registry.PortsInGrace.Count > 0)
            State.Registry.ListGrace(IsListening());
    }

    /// <summary>Has a connection's replies sent at the end of the turn.</summary>
    public void AddToTurn(Channel channel) => _turn.Add(channel);

    /// <summary>Has a connection served in the next turn.</summary>
    public void Schedule(Channel channel) => _scheduled.Enqueue(channel);

    /// <summary>Has a connection told of changes from here on.</summary>
    public void AddWatcher(Channel channel) => _watchers.Add(channel);

    /// <summary>Has a connection that watches told what happened while it did not read.</summary>
    public void TellWatcher(Channel channel) => _watchers.AddIfBehind(channel);

    /// <summary>Has a name looked up that a connection waits for.</summary>
    public void AskForName(Channel channel) => _names.Ask(channel);

    /// <summary>Lets a request go on that has waited for a name.</summary>
    public void Resume(Channel channel)
    {
        try
        {
            channel.Resume();
        }
        catch (Exception e)
        {
            EndAfterDefect(channel, e);
        }
    }

    /// <summary>Ends a lingering close after a while.</summary>
    public void Linger(Channel channel) => _lingering.Add(channel, Clock.Now);

    public void Dispose()
    {
        _isStopped = true;
        Poller.Dispose();
        _mailbox.Dispose();
    }

    private Func<int, long?, bool> IsListening()
    {
        PortListeners now = State.Listened.Now();
        return (port, owner) => now.WhoListens(port, owner) == ListenedBy.Owner;
    }

    private int MillisecondsToNextTurn()
    {
        if (Poller.Ready > 0 || _scheduled.Count > 0 || State.Registry.Changes.Count > 0 || _watchers.HasWork)
            return 0;
        long due = Math.Min(Timers.NextDue, Math.Min(_lingering.NextDue, _names.NextDue));
        due = Math.Min(due, State.Store?.NextDue ?? long.MaxValue);
        return due == long.MaxValue ? -1 : (int)Math.Clamp(due - Clock.Now, 0, int.MaxValue);
    }

    private void ReleaseEnded(Channel? asking)
    {
        _isReleasing = true;
        for (int left = Poller.Ended; left > 0; left--)
        {
            if (Poller.TakeEnded() is not Channel channel)
                continue;
            if (channel != asking)
                channel.OnPeerClosed(_secondBuffer);
            else
                // The next question must not see its ports; it may have more requests, which it is about to read.
                Poller.ReturnEnded(channel.Connection.Descriptor);
        }

        _isReleasing = false;
    }

    private void ServeNext()
    {
        (IEventHandler? handler, uint events) = Poller.Take();
        try
        {
            handler?.OnReady(events);
        }
        catch (Exception e) when (handler is Channel channel)
        {
            EndAfterDefect(channel, e);
        }
        catch (Exception e)
        {
            _log.LoopFailed(e);
        }
    }

    private void ServeScheduled()
    {
        (_scheduled, _served) = (_served, _scheduled);
        while (_served.TryDequeue(out Channel? channel))
        {
            try
            {
                channel.Continue();
            }
            catch (Exception e)
            {
                EndAfterDefect(channel, e);
            }
        }
    }

    // A defect must cost one connection, and not the daemon.
    private void EndAfterDefect(Channel channel, Exception defect)
    {
        _log.SessionFailed(channel.Connection.Peer.ToString(), defect);
        channel.End();
    }

    private void RunWhatIsDue()
    {
        long now = Clock.Now;
        _names.TimeOut(now);
        while (_lingering.TryTake(now, out Channel? channel))
            channel.EndLingering();
        if (State.Store is { } store && store.NextDue <= now)
            store.Continue(now);
        Timers.Run(now);
    }

    private void FinishTurn()
    {
        Commit();
        foreach (Channel channel in _turn)
        {
            try
            {
                channel.FinishTurn();
            }
            catch (Exception e)
            {
                EndAfterDefect(channel, e);
            }
        }

        _turn.Clear();
        _watchers.Tell();
        State.Recent.Tell();
    }

    /// <summary>Writes the changes of the turn down, before anybody is told of them.</summary>
    private void Commit()
    {
        List<Change> changes = State.Registry.Changes;
        if (changes.Count == 0)
            return;
        State.Journal?.Write(changes);
        _watchers.Add(changes);
        State.Events.Changed(changes);
        State.WhenChanged(changes);
        changes.Clear();
    }

    private sealed class MailHandler(EventLoop loop) : IEventHandler
    {
        public void OnReady(uint events) => loop._mailbox.RunAll();
    }
}
