using System.Net;

namespace PortManager.Server.Connections;

/// <summary>
/// The open connections. At the limit, one that holds no port is closed to make room: HTTP first, then remote, then the longest idle. Not safe for
/// several threads.
/// </summary>
/// <param name="max">Connections in all.</param>
/// <param name="maxPerHost">Connections of one other host.</param>
/// <param name="maxUnread">Bytes that all connections together may make the daemon keep.</param>
internal sealed class ConnectionTable(int max, int maxPerHost, long maxUnread)
{
    private readonly HashSet<Connection> _open = [];
    private readonly Dictionary<IPAddress, int> _remote = [];
    private long _lastNumber;

    public int Max => max;

    public int MaxPerHost => maxPerHost;

    public int Count => _open.Count;

    /// <summary>Every open connection.</summary>
    public IReadOnlyCollection<Connection> Open => _open;

    /// <summary>Bytes that wait for peers to read them, and parts of requests that wait for their ends.</summary>
    public long Unread { get; private set; }

    /// <summary>The number of a new connection; never one of the daemons before, whose numbers the journal has.</summary>
    public long NextNumber() => ++_lastNumber;

    public void StartNumbersAfter(long last) => _lastNumber = last;

    /// <summary>Enters a connection that was accepted, if there is a place for it; else it has to be closed.</summary>
    /// <param name="connection">The new one.</param>
    /// <param name="victim">The one that has to be closed for it; null when there is room.</param>
    public Admission Add(Connection connection, out Connection? victim)
    {
        victim = null;
        if (connection is { IsLocal: false, Address: { } host } && _remote.GetValueOrDefault(host) >= maxPerHost)
            return Admission.TooManyOfHost;
        if (_open.Count >= max)
        {
            victim = _open.Where(c => !c.HoldsPorts).MinBy(c => (!c.IsHttp, c.IsLocal, c.LastActive));
            if (victim is null)
                return Admission.Full;
            Remove(victim);
        }

        Enter(connection);
        return victim is null ? Admission.Entered : Admission.InPlaceOfAnother;
    }

    /// <summary>Enters an adopted connection: it has its place already, whatever the limits are now.</summary>
    public void AddAdopted(Connection connection) => Enter(connection);

    public void Remove(Connection connection)
    {
        AddUnread(connection, -connection.UnreadBytes);
        if (!_open.Remove(connection) || connection is not { IsLocal: false, Address: { } host })
            return;
        int left = _remote[host] - 1;
        if (left == 0)
            _remote.Remove(host);
        else
            _remote[host] = left;
    }

    /// <summary>Counts bytes that a connection makes the daemon keep, or, negative, no longer does.</summary>
    /// <returns>The connections that have to be closed because too much is kept: those that make it keep most, holders last.</returns>
    public IReadOnlyList<Connection> AddUnread(Connection connection, long bytes)
    {
        if (bytes == 0 || !_open.Contains(connection))
            return [];
        connection.UnreadBytes += bytes;
        if (connection.IsGivenUp)
            return [];
        Unread += bytes;
        return Unread > maxUnread && bytes > 0 ? GiveUpSlowest() : [];
    }

    private List<Connection> GiveUpSlowest()
    {
        var victims = new List<Connection>();
        foreach (Connection slow in _open.Where(c => c.UnreadBytes > 0 && !c.IsGivenUp).OrderBy(c => c.HoldsPorts).ThenByDescending(c => c.UnreadBytes))
        {
            // It is no longer counted: closing it takes a moment, in which others need not be closed as well.
            slow.IsGivenUp = true;
            Unread -= slow.UnreadBytes;
            victims.Add(slow);
            if (Unread <= maxUnread)
                break;
        }

        return victims;
    }

    private void Enter(Connection connection)
    {
        _open.Add(connection);
        if (connection is { IsLocal: false, Address: { } host })
            _remote[host] = _remote.GetValueOrDefault(host) + 1;
    }
}
