using PortManager.Server.Native;
using PortManager.Server.Sessions;

namespace PortManager.Server.Loop;

/// <content>How its replies go out, and what comes after them.</content>
internal sealed partial class Channel
{
    /// <summary>Sends the replies of this turn, once what they say is safe.</summary>
    public void FinishTurn()
    {
        _state &= ~ChannelState.InTurn;
        if (Is(ChannelState.Ended))
            return;
        if (Connection.HasChangedPorts)
        {
            Connection.HasChangedPorts = false;
            if (_isPreserved && _loop.State.Store is { } store && store.Keep(Connection, _socket, _loop.Clock.Now, OnStored))
            {
                _state |= ChannelState.Held;
                return;
            }
        }

        Send();
    }

    /// <summary>Sends what a watch has not been told.</summary>
    /// <param name="changes">The latest changes.</param>
    /// <param name="maxBytes">About how much is sent.</param>
    public void TellChanges(ChangeLog changes, int maxBytes)
    {
        Watch watch = Session.Watch!;
        bool canBeCut = changes.Write(watch, Output, maxBytes);
        Send();
        // It may have been closed, because too much is kept for it.
        if (!canBeCut || !Is(ChannelState.Blocked) || Is(ChannelState.Ended))
            return;

        // What waits for the peer is the rest of one line; the lines behind it are made anew when it reads.
        ReadOnlySpan<byte> unsent = _output!.Unsent;
        int endOfLine = unsent.IndexOf((byte)'\n') + 1;
        int dropped = unsent[endOfLine..].Count((byte)'\n');
        changes.Rewind(watch, dropped);
        _output.Truncate(endOfLine);
        if (Connection.Stored is { } entry)
            entry.Position = entry.Position with { BatchReplied = Connection.Replied + endOfLine - entry.Position.Replied };
        CountUnread();
    }

    /// <summary>Ends a lingering close whose peer did not close its side in time.</summary>
    public void EndLingering()
    {
        if (Is(ChannelState.Lingering))
            End();
    }

    private void JoinTurn()
    {
        if (Is(ChannelState.InTurn))
            return;
        _state |= ChannelState.InTurn;
        _loop.AddToTurn(this);
    }

    private void OnStored()
    {
        _state &= ~ChannelState.Held;
        if (!Is(ChannelState.Ended))
            Send();
    }

    private void Send()
    {
        // What nobody keeps ends with this process: unread requests would make a reset of that end.
        if (Connection is { Stored: null, IsBeingStored: false })
            Discard();
        if (_output is { IsEmpty: false } output)
        {
            if (Connection.Stored is { } entry && !Is(ChannelState.Blocked))
                entry.Position = new(Connection.Consumed, Connection.Replied, _toDiscard, output.Length);
            int result = SendAll(output);
            if (result is not (0 or -Errno.WouldBlock))
            {
                End();
                return;
            }

            if (result < 0)
            {
                Block();
                return;
            }
        }

        Release(ref _output);
        Unblock();
        Discard();
        AfterReplies();
    }

    /// <returns>0, or the error, as -errno: <see cref="Errno.WouldBlock"/> if the peer has to read first.</returns>
    private int SendAll(Replies output)
    {
        // In one call: a process that is killed between two would leave a reply in part, which the next one could not go on with.
        int length = output.Length;
        int sent = _socket.Send(output.Unsent, output.UnsentBehind);
        if (sent < 0)
            return sent;
        output.NoteSent(sent);
        Connection.Replied += sent;
        // It would only be asked once more to hear that there is no room.
        return sent == length ? 0 : -Errno.WouldBlock;
    }

    private void Discard()
    {
        if (_toDiscard > 0)
        {
            _socket.Discard(_toDiscard);
            Connection.Consumed += _toDiscard;
            _toDiscard = 0;
        }

        if (Connection.Stored is { } entry)
            entry.Position = new(Connection.Consumed, Connection.Replied);
    }

    private void AfterReplies()
    {
        if (Is(ChannelState.Ending))
            End();
        else if (Is(ChannelState.Closing))
            StartLingering();
        else if (Is(ChannelState.Again | ChannelState.Yielded))
            Schedule();
        if (Is(ChannelState.Watching))
            _loop.TellWatcher(this);
    }

    private void Schedule()
    {
        _state &= ~ChannelState.Again;
        if (Is(ChannelState.Scheduled) || IsSuspended)
            return;
        _state |= ChannelState.Scheduled;
        _loop.Schedule(this);
    }

    private void Block()
    {
        if (!Is(ChannelState.Blocked))
            _loop.Poller.Modify(_socket.Descriptor, Interest | Epoll.Writable);
        _state |= ChannelState.Blocked;
        CountUnread();
    }

    private void Unblock()
    {
        if (!Is(ChannelState.Blocked))
            return;
        _state = (_state & ~ChannelState.Blocked) | ChannelState.Again;
        _loop.Poller.Modify(_socket.Descriptor, Interest);
        CountUnread();
    }

    private void ContinueSending(uint events)
    {
        // A peer that is gone for good reads nothing more.
        if ((events & Epoll.HungUp) != 0)
            End();
        else if ((events & Epoll.Writable) != 0)
            Send();
    }

    /// <summary>Counts what the peer makes the daemon keep: replies that it has not read, and parts of requests.</summary>
    private void CountUnread()
    {
        int unread = _input.Kept + (Is(ChannelState.Blocked) ? _output!.Length : 0);
        if (unread == _unreadCounted)
            return;
        int change = unread - _unreadCounted;
        _unreadCounted = unread;
        _loop.CountUnread(Connection, change);
    }

    /// <summary>
    /// Closes this side, and reads on for a while: closing a socket with unread bytes sends a reset, which can destroy the reply on its way.
    /// </summary>
    private void StartLingering()
    {
        _socket.ShutDownSend();
        _state = (_state & ~ChannelState.Closing) | ChannelState.Lingering;
        Connection.PartialSince = 0;
        _loop.Linger(this);
        Drain(_loop.Buffer);
    }

    private void Drain(byte[] buffer)
    {
        int read = _socket.Receive(buffer);
        if (read > 0)
            Schedule();
        else if (read is not (-Errno.WouldBlock or -Errno.Interrupted))
            End();
    }

    private void Release(ref Replies? output)
    {
        if (output is not null)
            _loop.Return(output);
        output = null;
    }
}
