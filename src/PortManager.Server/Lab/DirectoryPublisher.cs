using PortManager.Lab;
using PortManager.Lab.Etcd;

namespace PortManager.Server.Lab;

/// <summary>
/// Keeps the directory equal to what is allocated. It may lag, and begins anew whenever something goes wrong; nothing of the daemon waits for it.
/// </summary>
internal sealed class DirectoryPublisher(
    DirectoryOptions options, HostValue self, DirectoryFeed feed, Func<Task<IReadOnlyList<DirectoryRow>>> snapshot, RowValues values, DirectoryReport report, TimeProvider time)
    : IAsyncDisposable
{
    // etcd carries out up to 128 parts in one transaction, unless it is told otherwise.
    private const int MaxParts = 100;
    // After each change that was published, up to so many: a host where services come by the hundred leaves the processors, and etcd, to others.
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(25);
    private const int MaxRests = 10;
    private static readonly TimeSpan s_longestAuditInterval = TimeSpan.FromSeconds(60);
    private const int AuditInLeases = 6;
    // A service listens a moment after it got its port.
    private static readonly TimeSpan s_lookDelay = TimeSpan.FromMilliseconds(500);

    private readonly EtcdClient _etcd = new((options.Lab with { Timeout = Shorter(options.Lab.Timeout, options.Lease / 3) }).ToEtcd());
    private readonly PublishedRows _published = new(options.Lab.Prefix, options.HostName);
    private readonly Dictionary<int, DirectoryRow> _rows = [];
    private readonly CancellationTokenSource _stop = new();
    private HostClaim _claim = null!;
    private Task _running = Task.CompletedTask;
    private bool _isFull;

    /// <summary>Begins to publish, on threads of its own.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Ends it. What is published stays until its lease runs out: the next daemon takes it over.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _etcd.Dispose();
        values.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        _claim = new HostClaim(_etcd, options, self);
        foreach (DirectoryRow row in await snapshot().ConfigureAwait(false))
            _rows[row.Port] = row;
        for (int failures = 0; ; failures++)
        {
            try
            {
                await SynchroniseAsync(stop).ConfigureAwait(false);
                failures = 0;
                await FollowAsync(stop).ConfigureAwait(false);
            }
            catch (EtcdException e)
            {
                report.Behind(e.Message);
            }
            catch (HostConflictException e)
            {
                report.Conflict(e.Other);
                failures = Math.Max(failures, 5);
            }
            catch (ClaimLostException)
            {
                // What is there now is read anew.
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // Whatever it is, the lab is not to be without this host until the daemon is started again.
                report.Behind($"{e.GetType().Name}: {e.Message}");
            }

            TakeChanges();
            // Well below the lease, so that a short absence ends no key.
            await Task.Delay(RetryPause.After(failures, options.Lease / 3, Random.Shared.NextDouble()), time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the keys of this host equal to the truth, whatever they are.</summary>
    private async Task SynchroniseAsync(CancellationToken stop)
    {
        _isFull = false;
        await _claim.TakeAsync(stop).ConfigureAwait(false);
        await AuditAsync(stop).ConfigureAwait(false);
        report.Current();
    }

    private async Task AuditAsync(CancellationToken stop)
    {
        byte[] start = LabKeys.Under(options.Lab.Prefix, options.HostName);
        RangeResponse keys = await _etcd.RangeAsync(new RangeRequest { Key = start, RangeEnd = LabKeys.Behind(start) }, stop).ConfigureAwait(false);
        _published.Take(keys.Kvs, _claim.Lease);
        TakeChanges();
        await WriteAsync(null, stop).ConfigureAwait(false);
    }

    /// <summary>Publishes changes as they come, until something goes wrong.</summary>
    private async Task FollowAsync(CancellationToken stop)
    {
        TimeSpan beat = options.Lease / 3;
        TimeSpan auditInterval = Shorter(s_longestAuditInterval, AuditInLeases * options.Lease);
        long start = time.GetTimestamp();
        (TimeSpan nextBeat, TimeSpan nextAudit, TimeSpan nextLook) = (beat, auditInterval, s_lookDelay);
        while (true)
        {
            await feed.WaitAsync(Shorter(nextBeat, nextLook) - time.GetElapsedTime(start), stop).ConfigureAwait(false);
            TimeSpan now = time.GetElapsedTime(start);
            if (TakeChanges() is { Count: > 0 } changed)
            {
                await WriteAsync(changed.Keys, stop).ConfigureAwait(false);
                nextLook = Shorter(nextLook, now + s_lookDelay);
                await Task.Delay(s_rest * Math.Min(changed.Count, MaxRests), stop).ConfigureAwait(false);
            }

            if (now >= nextLook)
            {
                await WriteAsync(_rows.Keys, stop).ConfigureAwait(false);
                nextLook = TimeSpan.MaxValue;
            }

            if (now < nextBeat)
                continue;
            await _claim.KeepAsync(stop).ConfigureAwait(false);
            report.Contested(await _claim.RivalAsync(stop).ConfigureAwait(false));
            await (now < nextAudit ? WriteAsync(_rows.Keys, stop) : AuditAsync(stop)).ConfigureAwait(false);
            nextAudit = now < nextAudit ? nextAudit : now + auditInterval;
            nextBeat = now + beat;
            if (!_isFull)
                report.Current();
        }
    }

    private Dictionary<int, DirectoryRow?> TakeChanges()
    {
        Dictionary<int, DirectoryRow?> changed = feed.Take();
        foreach ((int port, DirectoryRow? row) in changed)
        {
            if (row is null)
                _rows.Remove(port);
            else
                _rows[port] = row;
        }

        return changed;
    }

    /// <summary>Writes what is different.</summary>
    /// <param name="ports">The ports that may be; null for all keys of this host.</param>
    /// <param name="stop">Ends it.</param>
    private async Task WriteAsync(IReadOnlyCollection<int>? ports, CancellationToken stop)
    {
        DirectoryRow[] rows = ports is null ? [.. _rows.Values] : [.. ports.Where(_rows.ContainsKey).Select(port => _rows[port])];
        List<TransactionPart> parts = _published.Differences(await values.MakeAsync(rows).ConfigureAwait(false), ports);
        bool wasFull = _isFull;
        _isFull = false;
        for (int i = 0; i < parts.Count; i += MaxParts)
            await SendAsync([.. parts.Skip(i).Take(MaxParts).Where(part => !_isFull || part.RequestPut is null)], stop).ConfigureAwait(false);
        // Ports that were freed meanwhile had nothing to be put.
        _isFull |= wasFull && !parts.Exists(part => part.RequestPut is not null) && _published.Differences(await values.MakeAsync([.. _rows.Values]).ConfigureAwait(false)).Count > 0;
    }

    private async Task SendAsync(TransactionPart[] parts, CancellationToken stop)
    {
        if (parts.Length == 0)
            return;
        try
        {
            TransactionResponse done = await _etcd.TransactAsync(
                new TransactionRequest { Compare = [_claim.Guard], Success = [.. parts.Select(WithLease)] }, stop).ConfigureAwait(false);
            if (!done.Succeeded)
                throw new ClaimLostException();
            foreach (TransactionPart part in parts)
                _published.Done(part);
        }
        catch (EtcdException e) when (e.Failure == EtcdFailure.Full && parts.Any(part => part.RequestPut is not null))
        {
            // What is freed can still be deleted, and the lease be kept: nothing that is shown is wrong.
            _isFull = true;
            report.Behind(e.Message);
            await SendAsync([.. parts.Where(part => part.RequestPut is null)], stop).ConfigureAwait(false);
        }
    }

    private TransactionPart WithLease(TransactionPart part) =>
        part.RequestPut is { } put ? part with { RequestPut = put with { Lease = _claim.Lease } } : part;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
