using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>What a lab had at one revision of etcd.</summary>
/// <param name="Hosts">Its hosts, by name.</param>
/// <param name="Services">Their services, by host and port.</param>
/// <param name="Contested">Hosts whose names other daemons want as well.</param>
/// <param name="Keys">How many keys that is, those that nobody understands included.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Cluster">The cluster of etcd. After a restore from a backup it may be another one.</param>
internal sealed record LabListing(
    IReadOnlyList<LabHost> Hosts, IReadOnlyList<LabService> Services, IReadOnlyList<string> Contested, long Keys, long Revision, ulong Cluster);

/// <summary>What tells whether a lab is as it was.</summary>
/// <param name="Keys">How many keys there are.</param>
/// <param name="Latest">The revision of the one written last.</param>
/// <param name="Revision">The revision of the whole store.</param>
/// <param name="Cluster">The cluster of etcd.</param>
internal readonly record struct LabLook(long Keys, long Latest, long Revision, ulong Cluster);

/// <summary>Reads the directory. Not safe for several calls at a time.</summary>
internal sealed class LabReader(LabOptions options) : IDisposable
{
    // etcd answers up to 2 MB at a time (4 MB through its JSON interface), and a row takes some 300 bytes there.
    private const int PageSize = 2000;

    private const int MaxAttempts = 4;

    private readonly EtcdClient _etcd = new(options.ToEtcd());
    private readonly byte[] _start = LabKeys.Bytes(options.Prefix);

    /// <summary>A lab with more keys is not read: they are all in memory at once.</summary>
    public long MaxKeys { get; init; } = long.MaxValue;

    /// <summary>Asks for nothing but an answer.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken) =>
        (await _etcd.RangeAsync(Range(_start, 1, 0, keysOnly: true), cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>Reads everything, as it was at one revision.</summary>
    public async Task<LabListing> ReadAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadOnceAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (EtcdException e) when (e.Failure == EtcdFailure.Compacted && attempt < MaxAttempts)
            {
                // etcd forgot the revision of the first page before the last one was read.
            }
        }
    }

    private async Task<LabListing> ReadOnceAsync(CancellationToken cancellationToken)
    {
        var hosts = new List<LabHost>();
        var services = new List<LabService>();
        var contested = new List<string>();
        long revision = 0, keys = 0;
        ulong cluster = 0;
        byte[] from = _start;
        while (true)
        {
            RangeResponse page = await _etcd.RangeAsync(Range(from, PageSize, revision, keysOnly: false), cancellationToken).ConfigureAwait(false);
            if (revision == 0)
                (revision, keys, cluster) = (page.Header.Revision, page.Count, page.Header.ClusterId);
            if (keys > MaxKeys)
                throw new EtcdException(EtcdFailure.Other, $"etcd has {keys} keys of the lab, more than the {MaxKeys} that are shown");
            // In any other order a listing could have a key twice, or never end.
            if (!IsInOrder(page.Kvs, from))
                throw new EtcdException(EtcdFailure.Other, "etcd lists its keys in no order");
            foreach (EtcdKey key in page.Kvs)
                Add(key, hosts, services, contested);
            if (!page.More || page.Kvs.Length == 0)
                break;
            from = [.. page.Kvs[^1].Key, 0];
        }

        return new LabListing(
            [.. hosts.OrderBy(h => h.Name, StringComparer.Ordinal)],
            [.. services.OrderBy(s => s.Host, StringComparer.Ordinal).ThenBy(s => s.Port)],
            contested,
            keys,
            revision,
            cluster);
    }

    /// <summary>Looks at the lab without reading it.</summary>
    public async Task<LabLook> LookAsync(CancellationToken cancellationToken)
    {
        RangeRequest request = Range(_start, 1, 0, keysOnly: true) with { SortOrder = "DESCEND", SortTarget = "MOD" };
        RangeResponse latest = await _etcd.RangeAsync(request, cancellationToken).ConfigureAwait(false);
        return new LabLook(latest.Count, latest.Kvs is [var key, ..] ? key.ModRevision : 0, latest.Header.Revision, latest.Header.ClusterId);
    }

    public void Dispose() => _etcd.Dispose();

    /// <summary>The service of a key; null if the key is another, or its value is not what a daemon writes.</summary>
    public LabService? ServiceOf(EtcdKey key) =>
        LabKeys.TryReadPort(options.Prefix, key.Key, out string host, out int port) ? LabValues.ReadService(host, port, key.Value) : null;

    private static bool IsInOrder(EtcdKey[] keys, byte[] from)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (i == 0 ? Compare(keys[i].Key, from) < 0 : Compare(keys[i].Key, keys[i - 1].Key) <= 0)
                return false;
        }

        return true;

        static int Compare(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other);
    }

    private void Add(EtcdKey key, List<LabHost> hosts, List<LabService> services, List<string> contested)
    {
        if (ServiceOf(key) is { } service)
            services.Add(service);
        else if (LabKeys.TryReadHost(options.Prefix, key.Key, out string name) && LabValues.ReadHost(name, key.Value) is { } host)
            hosts.Add(host);
        else if (LabKeys.TryReadConflict(options.Prefix, key.Key, out string wanted))
            contested.Add(wanted);
    }

    private RangeRequest Range(byte[] from, long limit, long revision, bool keysOnly) =>
        new() { Key = from, RangeEnd = LabKeys.Behind(_start), Limit = limit, Revision = revision, KeysOnly = keysOnly };
}
