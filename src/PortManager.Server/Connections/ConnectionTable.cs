using System.Net;

namespace PortManager.Server.Connections;

/// <summary>
/// The connections that are open, and which one goes when there is no room for another: the one idle longest without a
/// port, one that speaks HTTP before all others, a remote one before a local one. One that holds a port never goes.
/// </summary>
/// <param name="most">Connections in all.</param>
/// <param name="mostPerHost">Connections of one other host.</param>
/// <param name="mostUnread">Bytes that wait for peers to read them, of all connections together.</param>
internal sealed class ConnectionTable(int most, int mostPerHost, long mostUnread)
{
    private readonly Lock _lock = new();
    private readonly HashSet<AcceptedConnection> _open = [];
    private readonly Dictionary<IPAddress, int> _remote = [];
    private long _lastNumber;
    private long _unread;

    public int Most => most;

    public int MostPerHost => mostPerHost;

    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>Bytes that wait for peers to read them.</summary>
    public long Unread => Interlocked.Read(ref _unread);

    /// <summary>The number of a new connection; never one of the daemons before, whose numbers the journal has.</summary>
    public long NextNumber() => Interlocked.Increment(ref _lastNumber);

    public void StartNumbersAfter(long last) => _lastNumber = last;

    /// <summary>Enters a connection that was accepted, if there is a place for it; else it has to be closed.</summary>
    /// <param name="connection">The new one.</param>
    /// <param name="victim">The one that has to be closed for it; null when there is room.</param>
    public Admission Add(AcceptedConnection connection, out AcceptedConnection? victim)
    {
        lock (_lock)
        {
            victim = null;
            if (connection is { IsLocal: false, Address: { } host } && _remote.GetValueOrDefault(host) >= mostPerHost)
                return Admission.TooManyOfHost;
            if (_open.Count >= most)
            {
                victim = _open.Where(c => !c.HoldsPorts).MinBy(c => (!c.IsHttp, c.IsLocal, c.LastActive));
                if (victim is null)
                    return Admission.Full;
                Leave(victim);
            }

            Enter(connection);
            return victim is null ? Admission.Entered : Admission.InPlaceOfAnother;
        }
    }

    /// <summary>Enters a connection that outlived the process before: it has its place already, whatever the limits are now.</summary>
    public void AddSurvivor(AcceptedConnection connection)
    {
        lock (_lock)
            Enter(connection);
    }

    public void Remove(AcceptedConnection connection)
    {
        lock (_lock)
            Leave(connection);
    }

    /// <summary>Notes that a reply waits for a peer to read it, or, negative, no longer does.</summary>
    /// <returns>The connections that have to be closed because too much waits: those that let most wait, holders last.</returns>
    public IReadOnlyList<AcceptedConnection> AddUnread(AcceptedConnection connection, long bytes)
    {
        if (bytes == 0)
            return [];
        lock (_lock)
        {
            connection.UnreadBytes += bytes;
            if (connection.IsGivenUp)
                return [];
            _unread += bytes;
            return _unread > mostUnread ? GiveUpSlowest() : [];
        }
    }

    /// <summary>Every open connection.</summary>
    public AcceptedConnection[] Snapshot()
    {
        lock (_lock)
            return [.. _open];
    }

    private List<AcceptedConnection> GiveUpSlowest()
    {
        var victims = new List<AcceptedConnection>();
        foreach (AcceptedConnection slow in _open.Where(c => c.UnreadBytes > 0 && !c.IsGivenUp).OrderBy(c => c.HoldsPorts).ThenByDescending(c => c.UnreadBytes))
        {
            // It is counted no more: closing it takes a moment, in which others need not be closed as well.
            slow.IsGivenUp = true;
            _unread -= slow.UnreadBytes;
            victims.Add(slow);
            if (_unread <= mostUnread)
                break;
        }

        return victims;
    }

    private void Enter(AcceptedConnection connection)
    {
        _open.Add(connection);
        if (connection is { IsLocal: false, Address: { } host })
            _remote[host] = _remote.GetValueOrDefault(host) + 1;
    }

    private void Leave(AcceptedConnection connection)
    {
        if (!_open.Remove(connection) || connection is not { IsLocal: false, Address: { } host })
            return;
        int left = _remote[host] - 1;
        if (left == 0)
            _remote.Remove(host);
        else
            _remote[host] = left;
    }
}
