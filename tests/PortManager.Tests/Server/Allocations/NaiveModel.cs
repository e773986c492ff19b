using System.Text;
using PortManager.Server;

namespace PortManager.Tests.Server.Allocations;

/// <summary>
/// What SPEC section 2 says about ports and names, in lists and loops and nothing else: slow, and plain to see.
/// A request gives the port as text, or the reason why there is none; what happened is in <see cref="Events"/>.
/// </summary>
/// <param name="ports">The pool, without the daemon's own ports.</param>
/// <param name="duplicates">What a second instance gets.</param>
/// <param name="inUse">The ports that other programs use at any moment.</param>
internal sealed class NaiveModel(IEnumerable<int> ports, DuplicatePolicy duplicates, HashSet<int> inUse)
{
    private readonly HashSet<int> _pool = [.. ports];
    private readonly List<int> _free = [.. ports.Order()];
    private readonly List<int> _busy = [];
    private readonly List<NaiveRow> _oldestFirst = [];
    private readonly List<NaiveRow> _gone = [];

    public List<string> Events { get; } = [];

    public IReadOnlyList<NaiveRow> Rows => _oldestFirst;

    public IReadOnlyList<int> Free => _free;

    public IReadOnlyList<int> Busy => _busy;

    /// <summary>Ports that are freed at one moment are freed in any order: this is where the model is told which.</summary>
    public Func<int, int> Rank { get; set; } = port => port;

    public IEnumerable<string> Listing => _oldestFirst
        .OrderBy(r => Convert.ToHexString(Encoding.UTF8.GetBytes(r.User)), StringComparer.Ordinal)
        .ThenBy(r => Convert.ToHexString(Encoding.UTF8.GetBytes(r.Name)), StringComparer.Ordinal)
        .ThenBy(r => r.Port)
        .Select(r => r.ToString());

    public string Allocate(FakeHolder holder, string service, string user)
    {
        if (RefuseName(holder, service, user) is { } refusal)
            return refusal;
        int port = Last(service, user);
        if (port == 0)
            port = NextFree();
        if (port == 0)
        {
            RetryBusy();
            port = NextFree();
        }

        return port == 0 ? "no free ports" : Add(holder, port, service, user);
    }

    public string Claim(FakeHolder holder, int port, string service, string user)
    {
        if (!_pool.Contains(port))
            return $"port {port} is not in the pool";
        if (_oldestFirst.Find(r => r.Port == port) is { } row)
        {
            if (row.Holder == holder || !row.Holder.Left)
                return $"port {port} is in use by {row.Name} of {row.User}";
            Leave(row.Holder);
        }

        if (RefuseName(holder, service, user) is { } refusal)
            return refusal;
        if (inUse.Contains(port))
            return $"port {port} is in use by another program";
        _free.Remove(port);
        _busy.Remove(port);
        return Add(holder, port, service, user);
    }

    public string GiveBack(FakeHolder holder, int port)
    {
        if (_oldestFirst.Find(r => r.Port == port && r.Holder == holder) is not { } row)
            return $"port {port} is not held by this connection";
        Remove(row, leaving: null);
        return $"{port}";
    }

    public void Leave(FakeHolder holder)
    {
        foreach (NaiveRow row in _oldestFirst.Where(r => r.Holder == holder).OrderBy(r => Rank(r.Port)).ToList())
            Remove(row, leaving: holder);
    }

    public void RetryBusy()
    {
        foreach (int port in _busy.ToList())
        {
            if (inUse.Contains(port))
                continue;
            _busy.Remove(port);
            _free.Add(port);
            Events.Add($"free {port}");
        }
    }

    private NaiveRow? Named(string name, string user) => _oldestFirst.Find(r => r.Name == name && r.User == user);

    private string? RefuseName(FakeHolder holder, string service, string user)
    {
        while (Named(service, user) is { Holder.Left: true } row && row.Holder != holder)
            Leave(row.Holder);
        return duplicates == DuplicatePolicy.Refuse && Named(service, user) is not null
            ? $"{service} is already advertised by {user}"
            : null;
    }

    /// <summary>The port that it had last, under the name that it will have if there is one.</summary>
    private int Last(string service, string user)
    {
        string name = FreeName(service, user);
        List<NaiveRow> had = [.. _gone.Where(r => r.Requested == service && r.User == user)];
        int port = (had.FindLast(r => r.FirstName == name) ?? had.LastOrDefault())?.Port ?? 0;
        return !inUse.Contains(port) && _free.Remove(port) ? port : 0;
    }

    private string FreeName(string service, string user)
    {
        string name = service;
        for (int number = 1; Named(name, user) is not null; number++)
            name = $"{service}_{number}";
        return name;
    }

    private int NextFree()
    {
        while (_free.Count > 0)
        {
            int port = _free[0];
            _free.RemoveAt(0);
            if (!inUse.Contains(port))
                return port;
            _busy.Add(port);
            Events.Add($"busy {port}");
        }

        return 0;
    }

    private string Add(FakeHolder holder, int port, string service, string user)
    {
        var row = new NaiveRow(port, service, FreeName(service, user), user, holder);
        _oldestFirst.Add(row);
        _gone.RemoveAll(r => r.Port == port);
        Events.Add($"+ {row}");
        return $"{port}";
    }

    private void Remove(NaiveRow row, FakeHolder? leaving)
    {
        _oldestFirst.Remove(row);
        _free.Add(row.Port);
        _gone.Add(row);
        Events.Add($"- {row}");
        NaiveRow? heir = _oldestFirst.Find(r =>
            r.Requested == row.Name && r.Name != r.Requested && r.User == row.User && r.Holder != leaving);
        if (heir is null)
            return;
        Events.Add($"rename - {heir}");
        heir.Name = heir.Requested;
        Events.Add($"rename + {heir}");
    }
}

internal sealed class NaiveRow(int port, string requested, string name, string user, FakeHolder holder)
{
    public int Port => port;

    public string Requested => requested;

    public string Name { get; set; } = name;

    public string FirstName { get; } = name;

    public string User => user;

    public FakeHolder Holder => holder;

    public override string ToString() => $"{Port} {Name} {User}";
}
