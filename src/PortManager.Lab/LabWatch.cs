using System.Runtime.CompilerServices;
using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>
/// One watch of a lab: a listing, then changes. When its stream breaks, it goes on from the revision where it was; if etcd does not have that any more, it reads
/// the lab anew and reports the differences.
/// </summary>
internal sealed class LabWatch(LabOptions options, LabFilter filter, long maxKeys = long.MaxValue) : IDisposable
{
    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(5);
    // A stream that opens does not say that its member is in touch with the others.
    private static readonly TimeSpan s_firstCheck = TimeSpan.FromMilliseconds(500);
    // A lab in which much happens is never quite as it was a moment ago.
    private const int MaxStrangeLooks = 6;

    // About a minute: a password is changed in two places, and not at the same moment.
    private const int MaxRefusals = 40;

    private static readonly TimeSpan s_minPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_maxPause = TimeSpan.FromSeconds(3);

    private readonly LabReader _reader = new(options) { MaxKeys = maxKeys };
    private readonly EtcdClient _stream = new(options.ToEtcd());
    private readonly Dictionary<string, LabService> _known = [];
    private ulong _cluster;
    private long _revision;
    private long _keys;
    private long _heard;
    private volatile bool _isRead;
    private bool _wasLetIn;
    private int _refusals;

    /// <summary>
    /// Called each time etcd has answered for what is known, with null, or has not, with the problem as a phrase. Any thread may call.
    /// </summary>
    public Action<string?>? Asked { get; init; }

    /// <exception cref="LabException">etcd refuses.</exception>
    public async IAsyncEnumerable<LabChange> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (LabNews news in RunNewsAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (LabChange change in news.Changes)
                yield return change;
        }
    }

    /// <summary>Watches as <see cref="RunAsync"/> does, and tells what was learnt at once, of hosts as well.</summary>
    /// <exception cref="LabException">etcd refuses.</exception>
    public async IAsyncEnumerable<LabNews> RunNewsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int failures = 0; ;)
        {
            if (!_isRead)
            {
                if (await TryReadAsync(cancellationToken).ConfigureAwait(false) is not { } listing)
                {
                    await PauseAsync(failures++, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                yield return Replace(listing);
                Asked?.Invoke(null);
            }

            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task check = CheckAsync(attempt);
            IAsyncEnumerator<WatchResult> results = _stream.WatchAsync(Range(), attempt.Token).GetAsyncEnumerator(attempt.Token);
            await using (results.ConfigureAwait(false))
            {
                while (await TryNextAsync(results, cancellationToken).ConfigureAwait(false) is { } result)
                {
                    failures = 0;
                    LabNews news = Apply(result);
                    if (news.Changes.Count + news.Hosts.Count > 0)
                        yield return news;
                    if (!_isRead)
                        break;
                }
            }

            await attempt.CancelAsync().ConfigureAwait(false);
            await check.ConfigureAwait(false);
            _stream.TryNext();
            // A member that is a little behind has to catch up before its stream is of use.
            if (!_isRead)
                failures = Math.Max(failures, 1);
            await PauseAsync(failures++, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private WatchCreateRequest Range()
    {
        byte[] start = LabKeys.Bytes(options.Prefix);
        return new WatchCreateRequest { Key = start, RangeEnd = LabKeys.Behind(start), StartRevision = Volatile.Read(ref _revision) + 1 };
    }

    private async Task<LabListing?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (EtcdException e) when (e.Failure is EtcdFailure.Unavailable or EtcdFailure.Compacted or EtcdFailure.Other || MayBeLetInAgain(e))
        {
            Asked?.Invoke(e.Message);
            return null;
        }
        catch (EtcdException e)
        {
            throw new LabException(e);
        }
    }

    /// <summary>The next message; null when the stream is over.</summary>
    private async Task<WatchResult?> TryNextAsync(IAsyncEnumerator<WatchResult> results, CancellationToken cancellationToken)
    {
        try
        {
            return await results.MoveNextAsync().ConfigureAwait(false) ? results.Current : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (EtcdException e) when (e.Failure is not EtcdFailure.Denied || MayBeLetInAgain(e))
        {
            Asked?.Invoke(e.Message);
            return null;
        }
        catch (EtcdException e)
        {
            throw new LabException(e);
        }
    }

    /// <summary>Takes a fresh listing, and tells what is different from what is known.</summary>
    private LabNews Replace(LabListing listing)
    {
        listing = listing with { Services = [.. listing.Services.Where(filter.Matches)] };
        var now = listing.Services.ToDictionary(Id);
        var changes = new List<LabChange>();
        foreach ((string id, LabService gone) in _known.Where(k => !now.ContainsKey(k.Key)).ToArray())
            Take(id, null, changes);
        foreach ((string id, LabService service) in now)
            Take(id, service, changes);
        (_wasLetIn, _refusals) = (true, 0);
        Volatile.Write(ref _cluster, listing.Cluster);
        Volatile.Write(ref _keys, listing.Keys);
        Volatile.Write(ref _revision, listing.Revision);
        _isRead = true;
        return new LabNews(changes, []) { Listing = listing };
    }

    private LabNews Apply(WatchResult result)
    {
        var changes = new List<LabChange>();
        var hosts = new List<LabHostChange>();
        Interlocked.Increment(ref _heard);
        // Gone from etcd's memory, or a store that has begun anew: what is there is read anew.
        if (result.CompactRevision > 0 || result.Canceled || result.Header.Revision < _revision || result.Header.ClusterId != _cluster)
        {
            _isRead = false;
            return new LabNews(changes, hosts);
        }

        foreach (WatchEvent change in result.Events)
        {
            bool isGone = change.Type == "DELETE";
            Volatile.Write(ref _keys, _keys + (isGone ? -1 : change.Kv.Version == 1 ? 1 : 0));
            if (LabKeys.TryReadPort(options.Prefix, change.Kv.Key, out string host, out int port))
                Take($"{host}/{port}", isGone ? null : LabValues.ReadService(host, port, change.Kv.Value), changes);
            else if (LabKeys.TryReadHost(options.Prefix, change.Kv.Key, out string name))
                hosts.Add(new LabHostChange(name, isGone ? null : LabValues.ReadHost(name, change.Kv.Value), IsRival: false));
            else if (LabKeys.TryReadConflict(options.Prefix, change.Kv.Key, out string wanted))
                hosts.Add(new LabHostChange(wanted, isGone ? null : LabValues.ReadHost(wanted, change.Kv.Value), IsRival: true));
        }

        if (result.Events is [.., { Kv.ModRevision: var latest }])
            Volatile.Write(ref _revision, Math.Max(_revision, latest));
        if (_keys > maxKeys)
            _isRead = false;
        return new LabNews(changes, hosts);
    }

    /// <summary>Takes a service as it is now, and adds what that changes for who watches.</summary>
    private void Take(string id, LabService? now, List<LabChange> changes)
    {
        now = now is not null && filter.Matches(now) ? now : null;
        _known.Remove(id, out LabService? before);
        if (now is not null)
            _known[id] = now;
        if (before == now)
            return;
        bool isSame = before is not null && now is not null && before.Service == now.Service && before.User == now.User;
        if (isSame)
        {
            changes.Add(new LabChange(LabChangeKind.Updated, now!));
            return;
        }

        if (before is not null)
            changes.Add(new LabChange(LabChangeKind.Removed, before));
        if (now is not null)
            changes.Add(new LabChange(LabChangeKind.Added, now));
    }

    /// <summary>
    /// Ends a stream that is silent although the lab is another, which is read anew then. etcd may have dropped the stream without a word, the member that serves it may
    /// be cut off from the others, or the store may have begun anew: then its revisions come again, and the stream waits for one that was already.
    /// </summary>
    private async Task CheckAsync(CancellationTokenSource attempt)
    {
        try
        {
            TimeSpan pause = s_firstCheck;
            for (int strange = 0; ;)
            {
                await Task.Delay(pause, attempt.Token).ConfigureAwait(false);
                pause = s_checkInterval;
                (long heard, long revision) = (Volatile.Read(ref _heard), Volatile.Read(ref _revision));
                LabLook look = await _reader.LookAsync(attempt.Token).ConfigureAwait(false);
                bool isSameStore = look.Cluster == Volatile.Read(ref _cluster) && look.Revision >= revision;
                bool isKnown = isSameStore && look.Keys == Volatile.Read(ref _keys) && look.Latest <= Volatile.Read(ref _revision);
                strange = isKnown ? 0 : strange + 1;
                // Where much happens, what is known is always a moment behind.
                if (isKnown || (isSameStore && heard != Volatile.Read(ref _heard)))
                    Asked?.Invoke(null);
                if (isKnown)
                    continue;
                if (isSameStore && strange < MaxStrangeLooks)
                {
                    await Task.Delay(s_checkInterval, attempt.Token).ConfigureAwait(false);
                    if (heard != Volatile.Read(ref _heard))
                        continue;
                }

                _isRead = false;
                break;
            }
        }
        catch (OperationCanceledException)
        {
            // The stream is over.
        }
        catch (EtcdException e)
        {
            // No member answers: the stream is tried anew, which tells when one does.
            Asked?.Invoke(e.Message);
        }

        await attempt.CancelAsync().ConfigureAwait(false);
    }

    private bool MayBeLetInAgain(EtcdException e) => e.Failure == EtcdFailure.Denied && _wasLetIn && ++_refusals <= MaxRefusals;

    private static Task PauseAsync(int failures, CancellationToken cancellationToken) =>
        failures == 0
            ? Task.CompletedTask
            : Task.Delay(s_minPause + RetryPause.After(failures, s_maxPause, Random.Shared.NextDouble()), cancellationToken);

    private static string Id(LabService service) => $"{service.Host}/{service.Port}";
}
