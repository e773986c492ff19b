using PortManager.Lab.Etcd;

namespace PortManager.Lab;

/// <summary>What a lab had at one revision of etcd.</summary>
/// <param name="Hosts">Its hosts, by name.</param>
/// <param name="Services">Their services, by host and port.</param>
/// <param name="Keys">How many keys that is, those that nobody understands included.</param>
/// <param name="Revision">The revision.</param>
internal sealed record LabListing(IReadOnlyList<LabHost> Hosts, IReadOnlyList<LabService> Services, long Keys, long Revision);

/// <summary>Reads the directory. Not safe for several calls at a time.</summary>
internal sealed class LabReader(LabOptions options) : IDisposable
{
    // etcd answers up to 2 MB at a time (4 MB through its JSON interface), and a row takes some 300 bytes there.
    private const int PageSize = 2000;

    private readonly EtcdClient _etcd = new(options.ToEtcd());
    private readonly byte[] _start = LabKeys.Bytes(options.Prefix);

    /// <summary>Asks for nothing but an answer.</summary>
    public async Task<bool> ProbeAsync(CancellationToken cancellationToken) =>
        (await _etcd.RangeAsync(Range(_start, 1, 0, keysOnly: true), cancellationToken).ConfigureAwait(false)).Count > 0;

    /// <summary>Reads everything, as it was at one revision.</summary>
    public async Task<LabListing> ReadAsync(CancellationToken cancellationToken)
    {
        var hosts = new List<LabHost>();
        var services = new List<LabService>();
        long revision = 0, keys = 0;
        byte[] from = _start;
        while (true)
        {
            RangeResponse page = await _etcd.RangeAsync(Range(from, PageSize, revision, keysOnly: false), cancellationToken).ConfigureAwait(false);
            if (revision == 0)
                (revision, keys) = (page.Header.Revision, page.Count);
            foreach (EtcdKey key in page.Kvs)
                Add(key, hosts, services);
            if (!page.More || page.Kvs.Length == 0)
                break;
            from = [.. page.Kvs[^1].Key, 0];
        }

        return new LabListing(
            [.. hosts.OrderBy(h => h.Name, StringComparer.Ordinal)],
            [.. services.OrderBy(s => s.Host, StringComparer.Ordinal).ThenBy(s => s.Port)],
            keys,
            revision);
    }

    /// <summary>How many keys there are, and the revision of the one written last.</summary>
    public async Task<(long Keys, long Latest)> LookAsync(CancellationToken cancellationToken)
    {
        RangeRequest request = Range(_start, 1, 0, keysOnly: true) with { SortOrder = "DESCEND", SortTarget = "MOD" };
        RangeResponse latest = await _etcd.RangeAsync(request, cancellationToken).ConfigureAwait(false);
        return (latest.Count, latest.Kvs is [var key, ..] ? key.ModRevision : 0);
    }

    public void Dispose() => _etcd.Dispose();

    /// <summary>The service of a key; null if the key is another, or its value is not what a daemon writes.</summary>
    public LabService? ServiceOf(EtcdKey key) =>
        LabKeys.TryReadPort(options.Prefix, key.Key, out string host, out int port) ? LabValues.ReadService(host, port, key.Value) : null;

    private void Add(EtcdKey key, List<LabHost> hosts, List<LabService> services)
    {
        if (ServiceOf(key) is { } service)
            services.Add(service);
        else if (LabKeys.TryReadHost(options.Prefix, key.Key, out string name) && LabValues.ReadHost(key.Value) is { } host)
            hosts.Add(new LabHost(name) { Version = host.Version, Addresses = host.Addresses, Port = host.Port, Pool = host.Pool, Started = host.Started });
    }

    private RangeRequest Range(byte[] from, long limit, long revision, bool keysOnly) =>
        new() { Key = from, RangeEnd = LabKeys.Behind(_start), Limit = limit, Revision = revision, KeysOnly = keysOnly };
}
