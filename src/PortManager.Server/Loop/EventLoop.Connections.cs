using PortManager.Server.Connections;
using PortManager.Server.Recovery;
using PortManager.Server.Sessions;

namespace PortManager.Server.Loop;

/// <content>How connections come and go.</content>
internal sealed partial class EventLoop
{
    private const int MaxStoreTries = 100;
    private const int StoreInterval = 10; // milliseconds

    /// <summary>Serves an adopted connection.</summary>
    public void Adopt(Adopted adopted)
    {
        Connection connection = adopted.Connection;
        connection.LastActive = Clock.Now;
        State.Connections.AddAdopted(connection);
        NewChannel(connection, mayBeHttp: false).OpenAdopted(adopted.Watched);
    }

    /// <summary>Serves a connection that was accepted.</summary>
    public void Open(Connection connection)
    {
        if (connection.IsHttp)
            _http!.Take(connection);
        else
            NewChannel(connection, State.MayBeHttp).Open();
    }

    /// <summary>Closes a connection without a farewell.</summary>
    public void Close(Connection connection)
    {
        if (connection.IsHttp)
            _http!.Abort(connection);
        else
            (Poller.HandlerOf(connection.Descriptor) as Channel)?.Abort();
    }

    /// <summary>Hands a connection over that speaks HTTP.</summary>
    public void HandOver(Channel channel)
    {
        Connection connection = channel.Connection;
        Poller.Remove(connection.Descriptor);
        connection.PartialSince = 0;
        connection.IsHttp = true;
        _http!.Take(connection);
    }

    /// <summary>Forgets a connection that ends.</summary>
    public void Forget(Channel channel)
    {
        Connection connection = channel.Connection;
        if (connection.HoldsPorts || connection.HasPostponedPorts)
            State.Registry.Leave(connection);
        if (channel.Session.Watch is not null)
            _watchers.Remove(channel);
        State.Store?.Forget(connection, Clock.Now);
        State.Connections.Remove(connection);
    }

    /// <summary>Forgets a connection that has spoken HTTP, and is closed.</summary>
    public void ForgetHttp(Connection connection) => State.Connections.Remove(connection);

    /// <summary>Has systemd keep what it was not given yet, if it reads within a second or so.</summary>
    private void StoreAll()
    {
        // Counted: the clock may be one that stands still.
        for (int tries = 0; tries < MaxStoreTries && State.Store?.StoreAll(Clock.Now) == false; tries++)
            Poller.Wait(StoreInterval);
    }

    /// <summary>Lets a connection end with the process.</summary>
    public void StopPreserving(Channel channel) => State.Store?.Forget(channel.Connection, Clock.Now);

    /// <summary>Counts bytes that a connection makes the daemon keep, and closes those that make it keep most if they are too many.</summary>
    public void CountUnread(Connection connection, long change)
    {
        foreach (Connection slow in State.Connections.AddUnread(connection, change))
            Close(slow);
    }

    public Replies RentReplies() => _idleReplies.TryPop(out Replies? replies) ? replies : new Replies();

    public void Return(Replies replies)
    {
        if (replies is { IsEmpty: true, IsReusable: true } && _idleReplies.Count < MaxIdleReplies)
            _idleReplies.Push(replies);
    }

    private Channel NewChannel(Connection connection, bool mayBeHttp)
    {
        bool isPreserved = State.Store is not null && connection is { IsLocal: true, Address: not null };
        var session = new Session(connection, State.Executor, State.Limits, State.Metrics, mayBeHttp);
        return new Channel(this, session, isPreserved);
    }
}
