namespace PortManager.Server.Native;

/// <summary>Whose sockets have which ports. Users may share one, each on another address.</summary>
internal sealed class PortOwners
{
    private readonly Dictionary<int, SocketOwner> _first = [];

    // Nearly always empty: a service has all its sockets itself.
    private readonly Dictionary<int, List<SocketOwner>> _others = [];

    public void Add(int port, SocketOwner owner)
    {
        if (_first.TryAdd(port, owner) || IsOf(port, owner.User))
            return;
        if (!_others.TryGetValue(port, out List<SocketOwner>? others))
            _others.Add(port, others = []);
        others.Add(owner);
    }

    public bool Contains(int port) => _first.ContainsKey(port);

    /// <summary>Whether a user has a socket there.</summary>
    public bool IsOf(int port, long user) => Find(port, user)?.User == user;

    /// <summary>A socket of a user; if it has none there, or is not known, that of another user; null if there is none.</summary>
    public SocketOwner? Find(int port, long? user)
    {
        if (!_first.TryGetValue(port, out SocketOwner first))
            return null;
        if (first.User == user || !_others.TryGetValue(port, out List<SocketOwner>? others))
            return first;
        int place = others.FindIndex(socket => socket.User == user);
        return place < 0 ? first : others[place];
    }

    /// <summary>A socket of anybody but a user; null if there is none.</summary>
    public SocketOwner? FindOther(int port, long? user)
    {
        if (!_first.TryGetValue(port, out SocketOwner first))
            return null;
        if (first.User != user)
            return first;
        // Each is of another user than the first.
        return _others.TryGetValue(port, out List<SocketOwner>? others) ? others[0] : null;
    }
}
