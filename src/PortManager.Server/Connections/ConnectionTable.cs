namespace PortManager.Server.Connections;

/// <summary>
/// The connections that are open, and which one goes when there is no room for another: the one idle longest without a
/// port, a remote one before a local one. One that holds a port never goes.
/// </summary>
internal sealed class ConnectionTable(int most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<AcceptedConnection> _open = [];

    public int Most => most;

    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>Enters a connection that was accepted.</summary>
    /// <param name="connection">The new one.</param>
    /// <param name="victim">The one that has to be closed for it; null when there is room.</param>
    /// <returns>False when every place is taken by a holder: the new one has to be closed.</returns>
    public bool TryAdd(AcceptedConnection connection, out AcceptedConnection? victim)
    {
        lock (_lock)
        {
            victim = null;
            if (_open.Count >= most)
            {
                victim = _open.Where(c => !c.HoldsPorts).MinBy(c => (c.IsLocal, c.LastActive));
                if (victim is null)
                    return false;
                _open.Remove(victim);
            }

            _open.Add(connection);
            return true;
        }
    }

    public void Remove(AcceptedConnection connection)
    {
        lock (_lock)
            _open.Remove(connection);
    }
}
