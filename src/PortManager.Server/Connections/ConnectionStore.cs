using Microsoft.Extensions.Logging;
using PortManager.Server.Journal;
using PortManager.Server.Logging;
using PortManager.Server.Native;
using PortManager.Server.Systemd;

namespace PortManager.Server.Connections;

/// <summary>
/// Has systemd keep connections that hold ports, in its file-descriptor store. A connection is stored before its client is told that it has a port.
/// If systemd does not read, that one reply waits, for a second at most. If connections of a user were gone within 100 ms again and again, further
/// ones of that user are stored when they are 100 ms old, so that such a loop does not keep systemd busy. systemd drops its copy when a connection is
/// shut down. Times are in milliseconds of the loop's clock. Not safe for several threads.
/// </summary>
internal sealed class ConnectionStore(NotifySocket systemd, Ledger ledger, JournalFile journal, StoredNames names, ILogger log)
{
    private const int MaxWait = 1000;
    private const int Young = 100;

    /// <summary>How many connections of a user may be stored and gone within 100 ms, in ten seconds, before further ones are stored later.</summary>
    private const int MaxShortLived = 16;
    private const int ShortLivedMemory = 10_000;

    private readonly Queue<Waiting> _waiting = new();
    private readonly Queue<Waiting> _later = new();
    private readonly Queue<(long User, long Due)> _shortLived = new();
    private readonly Dictionary<long, int> _shortLivedOf = [];
    private long _nextTry;
    private bool _isStuck;
    private bool _isFull;

    /// <summary>Whether the names of what is stored have reached the length that Linux allows, so that further connections are not stored.</summary>
    public bool IsFull => _isFull;

    /// <summary>When <see cref="Continue"/> is to be called at the latest; <see cref="long.MaxValue"/> if nothing waits.</summary>
    public long NextDue => Math.Min(
        _waiting.TryPeek(out Waiting waiting) ? waiting.Due : long.MaxValue,
        _later.TryPeek(out Waiting later) ? Math.Max(later.Due, _nextTry) : long.MaxValue);

    /// <summary>Stores a connection whose ports have changed. One whose ports a restart would forget is not stored.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="socket">Its socket.</param>
    /// <param name="now">The time.</param>
    /// <param name="whenStored">Is called once the reply may go.</param>
    /// <returns>Whether the reply has to wait for <paramref name="whenStored"/>.</returns>
    public bool Keep(Connection connection, StreamSocket socket, long now, Action whenStored)
    {
        // Its client has to notice that the next daemon does not know what it holds.
        if (journal.IsFailing)
        {
            RemoveOpen(connection, now);
            return false;
        }

        if (connection.Stored is not null || connection.IsBeingStored || !connection.HoldsPorts)
            return false;
        ForgetShortLived(now);
        if (_isStuck || _shortLivedOf.GetValueOrDefault(UserOf(connection)) >= MaxShortLived)
        {
            connection.IsBeingStored = true;
            _later.Enqueue(new Waiting(connection, socket, now + Young, null));
            return false;
        }

        if (_waiting.Count == 0 && TryStore(connection, socket, now))
            return false;
        connection.IsBeingStored = true;
        _waiting.Enqueue(new Waiting(connection, socket, now + MaxWait, whenStored));
        return true;
    }

    /// <summary>Stores what waits, as far as systemd takes it. To be called when its socket is writable, and when <see cref="NextDue"/> has come.</summary>
    public void Continue(long now)
    {
        while (_waiting.TryPeek(out Waiting next) && (!next.Connection.IsBeingStored || TryStore(next.Connection, next.Socket, now) || GiveUp(next, now)))
        {
            _waiting.Dequeue();
            next.WhenStored!();
        }

        while (_later.TryPeek(out Waiting next) && next.Due <= now)
        {
            if (next.Connection.IsBeingStored && !TryStore(next.Connection, next.Socket, now))
            {
                // The socket says when systemd reads again; not in every turn until then.
                _nextTry = now + Young;
                return;
            }

            _later.Dequeue();
        }
    }

    /// <summary>Stores all that waits, however young it is: for the end of the process.</summary>
    /// <returns>Whether systemd took all of it.</returns>
    public bool StoreAll(long now)
    {
        foreach (Waiting next in _waiting.Concat(_later))
        {
            if (next.Connection.IsBeingStored && !TryStore(next.Connection, next.Socket, now))
                return false;
        }

        return true;
    }

    /// <summary>Forgets a connection that is about to be closed, or ends with this process.</summary>
    public void Forget(Connection connection, long now)
    {
        connection.IsBeingStored = false;
        if (connection.Stored is not { } entry)
            return;
        connection.Stored = null;
        names.Remove(StoredNames.Of(entry.Index));
        ledger.Remove(entry);
        if (now - connection.StoredAt >= Young)
            return;
        _shortLived.Enqueue((UserOf(connection), now + ShortLivedMemory));
        _shortLivedOf[UserOf(connection)] = _shortLivedOf.GetValueOrDefault(UserOf(connection)) + 1;
    }

    private static long UserOf(Connection connection) => connection.Owner ?? -1;

    /// <summary>Has systemd drop a connection that goes on here.</summary>
    private void RemoveOpen(Connection connection, long now)
    {
        // One that shares its name cannot be removed alone: the next process finds no entry for it in the ledger, and closes it.
        if (connection.Stored is { } entry && StoredNames.Of(entry.Index) is var name && StoredNames.IsUnique(name))
            systemd.Remove(name);
        Forget(connection, now);
    }

    /// <returns>False if systemd has to read first.</returns>
    private bool TryStore(Connection connection, StreamSocket socket, long now)
    {
        connection.IsBeingStored = false;
        if (!connection.HoldsPorts || SocketOption.Cookie(socket.Descriptor) is not (not 0 and var cookie))
            return true;
        LedgerEntry? entry = ledger.Add(connection.Id, cookie, new LedgerPosition(connection.Consumed, connection.Replied));
        if (entry is null || !TryCountName(entry))
            return Refuse(connection, entry);
        switch (systemd.Store(socket.Descriptor, StoredNames.Of(entry.Index)))
        {
            case NotifyResult.Sent:
                connection.Stored = entry;
                connection.StoredAt = now;
                entry.Watch = connection.Watched;
                NoteReading();
                return true;
            case NotifyResult.Full:
                names.Remove(StoredNames.Of(entry.Index));
                ledger.Remove(entry);
                connection.IsBeingStored = true;
                return false;
            default:
                names.Remove(StoredNames.Of(entry.Index));
                return Refuse(connection, entry);
        }
    }

    private bool TryCountName(LedgerEntry entry)
    {
        bool hasRoom = names.TryAdd(StoredNames.Of(entry.Index));
        if (!hasRoom && !_isFull)
            log.StoreFull();
        _isFull = !hasRoom;
        return hasRoom;
    }

    private bool Refuse(Connection connection, LedgerEntry? entry)
    {
        if (!_isFull)
            log.NotStored(connection.Address);
        if (entry is not null)
            ledger.Remove(entry);
        return true;
    }

    private bool GiveUp(Waiting next, long now)
    {
        if (now < next.Due)
            return false;
        if (!_isStuck)
            log.SystemdDoesNotRead();
        _isStuck = true;
        _later.Enqueue(next with { Due = now });
        return true;
    }

    private void NoteReading()
    {
        if (_isStuck)
            log.SystemdReadsAgain();
        _isStuck = false;
    }

    private void ForgetShortLived(long now)
    {
        while (_shortLived.TryPeek(out (long User, long Due) gone) && gone.Due <= now)
        {
            _shortLived.Dequeue();
            if (--_shortLivedOf[gone.User] == 0)
                _shortLivedOf.Remove(gone.User);
        }
    }

    /// <param name="Connection">A connection that waits.</param>
    /// <param name="Socket">Its socket.</param>
    /// <param name="Due">Until when its reply waits; or when it is stored.</param>
    /// <param name="WhenStored">Lets its reply go; null if that went already.</param>
    private readonly record struct Waiting(Connection Connection, StreamSocket Socket, long Due, Action? WhenStored);
}
