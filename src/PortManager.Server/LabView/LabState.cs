using PortManager.Lab;

namespace PortManager.Server.LabView;

/// <summary>What is known of the lab. Safe for several threads.</summary>
internal sealed class LabState
{
    /// <summary>After a fresh listing with more differences than this, clients read anew. Events would be longer.</summary>
    private const int MaxDifferences = 1000;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly LabEvents _events;
    private readonly LabHosts _hosts = new();
    private readonly Dictionary<(string Host, int Port), LabService> _services = [];
    private readonly Dictionary<string, int> _counts = [];
    private LabFreshness _freshness;
    private TaskCompletionSource _known = NewSignal();

    public LabState(TimeProvider time)
    {
        _time = time;
        // A lab has fewer events than one a microsecond, so that the next daemon's numbers are greater.
        _events = new LabEvents(time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        _freshness = new LabFreshness(LabFreshness.Connecting, time.GetUtcNow(), null, null);
    }

    /// <summary>Raised after something happened, on the thread of whoever learnt it: a listener must not wait.</summary>
    public event Action? Happened;

    /// <summary>Raised after the services were forgotten.</summary>
    public event Action? Forgotten;

    /// <summary>Completes when etcd has answered, or has not.</summary>
    public Task Known
    {
        get
        {
            lock (_lock)
                return _known.Task;
        }
    }

    /// <summary>The number of the latest event.</summary>
    public long LastId
    {
        get
        {
            lock (_lock)
                return _events.LastId;
        }
    }

    /// <summary>What is known now.</summary>
    public LabPicture Read()
    {
        lock (_lock)
        {
            return new LabPicture(
                _events.LastId,
                _freshness,
                [.. _hosts.All.Select(h => (h, _counts.GetValueOrDefault(h.Host.Name)))],
                [.. _services.Values]);
        }
    }

    /// <summary>How much is known.</summary>
    public LabCounts Count()
    {
        lock (_lock)
            return new LabCounts(_freshness, _services.Count, _hosts.All.CountBy(h => h.State).ToDictionary());
    }

    /// <summary>What happened after an event; null if some of it is not known any more.</summary>
    public LabEvent[]? Since(long id, int max)
    {
        lock (_lock)
            return _events.Since(id, max);
    }

    /// <summary>Takes what a watch has learnt.</summary>
    public void Take(LabNews news)
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (_freshness.State == LabFreshness.Current)
                _freshness = _freshness with { AsOf = now };
            if (news.Listing is { } listing)
                Replace(listing, now);
            else
                Apply(news, now);
        }

        Happened?.Invoke();
    }

    /// <summary>Takes that etcd has answered for what is known.</summary>
    public void Answered() => Set(LabFreshness.Current, null);

    /// <summary>Takes that etcd cannot be read.</summary>
    /// <param name="problem">Why, as a phrase.</param>
    public void Unanswered(string problem) => Set(LabFreshness.Away, problem);

    /// <summary>Forgets the services, since nobody looks any more. The hosts stay: those that go meanwhile are seen to be gone.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _services.Clear();
            _services.TrimExcess();
            _counts.Clear();
            _events.Reset();
            _freshness = new LabFreshness(LabFreshness.Connecting, _time.GetUtcNow(), null, null);
            _known = NewSignal();
        }

        Forgotten?.Invoke();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Set(string state, string? problem)
    {
        lock (_lock)
        {
            DateTimeOffset now = _time.GetUtcNow();
            LabFreshness before = _freshness;
            bool isSame = before.State == state;
            // The members of etcd fail in different ways, one after the other: the first reason stays.
            _freshness = new LabFreshness(
                state, isSame ? before.Since : now, state == LabFreshness.Current ? now : before.AsOf, isSame ? before.Problem : problem);
            _known.TrySetResult();
            // No event says that a host is not even gone any more.
            bool isForgotten = _hosts.Forget(now);
            if (isForgotten)
                _events.Reset();
            if (isSame && !isForgotten)
                return;
            if (!isSame)
                _events.Add(new LabEvent(LabEventKind.Directory, Directory: _freshness));
        }

        Happened?.Invoke();
    }

    private void Replace(LabListing listing, DateTimeOffset now)
    {
        var next = listing.Services.ToDictionary(s => (s.Host, s.Port));
        LabService[] gone = [.. _services.Where(s => !next.ContainsKey(s.Key)).Select(s => s.Value)];
        LabService[] different = [.. listing.Services.Where(s => !_services.TryGetValue((s.Host, s.Port), out LabService? before) || before != s)];
        foreach (LabService service in gone)
            Remove(service);
        foreach (LabService service in different)
            Put(service);
        List<LabHostFigures> hosts = _hosts.Replace(listing, now);
        hosts.ForEach(Tell);
        if (gone.Length + different.Length > MaxDifferences)
            _events.Reset();
    }

    private void Apply(LabNews news, DateTimeOffset now)
    {
        var touched = new HashSet<string>();
        foreach ((LabChangeKind kind, LabService service) in news.Changes)
        {
            if (kind == LabChangeKind.Removed)
                Remove(service);
            else
                Put(service);
            touched.Add(service.Host);
        }

        foreach (LabHostChange change in news.Hosts)
            Tell(_hosts.Take(change, _counts.ContainsKey(change.Name), now));
        foreach (string host in touched)
            Tell(_hosts.Look(host, _counts.ContainsKey(host), now));
    }

    private void Tell(LabHostFigures? host)
    {
        if (host is not null)
            _events.Add(new LabEvent(LabEventKind.Host, Host: host));
    }

    private void Put(LabService service)
    {
        bool wasThere = _services.TryGetValue((service.Host, service.Port), out LabService? before);
        _services[(service.Host, service.Port)] = service;
        if (!wasThere)
            _counts[service.Host] = _counts.GetValueOrDefault(service.Host) + 1;
        bool isUpdate = before is not null && before.Service == service.Service && before.User == service.User;
        _events.Add(new LabEvent(isUpdate ? LabEventKind.Updated : LabEventKind.Added, service));
    }

    private void Remove(LabService service)
    {
        if (_services.Remove((service.Host, service.Port)) && --_counts[service.Host] == 0)
            _counts.Remove(service.Host);
        _events.Add(new LabEvent(LabEventKind.Removed, service));
    }
}
