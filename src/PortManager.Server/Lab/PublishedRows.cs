using PortManager.Lab;
using PortManager.Lab.Etcd;

namespace PortManager.Server.Lab;

/// <summary>What etcd has of this host's rows, and how that differs from what it should have. Pure.</summary>
/// <param name="prefix">The prefix of the lab.</param>
/// <param name="host">The name of this host.</param>
internal sealed class PublishedRows(string prefix, string host)
{
    private readonly Dictionary<int, byte[]> _there = [];
    private readonly List<byte[]> _foreign = [];

    /// <summary>Takes the keys that etcd has. Those with another lease count as missing, and those that are no rows are to be deleted.</summary>
    public void Take(IEnumerable<EtcdKey> keys, long lease)
    {
        _there.Clear();
        _foreign.Clear();
        byte[] own = LabKeys.OfHost(prefix, host), conflict = LabKeys.OfConflict(prefix, host);
        foreach (EtcdKey key in keys)
        {
            if (LabKeys.TryReadPort(prefix, key.Key, out string of, out int port) && of == host)
                _there[port] = key.Lease == lease ? key.Value : [];
            else if (!key.Key.AsSpan().SequenceEqual(own) && !key.Key.AsSpan().SequenceEqual(conflict))
                _foreign.Add(key.Key);
        }
    }

    /// <summary>What has to be written so that etcd has the given values: deletions first, so that no name is there twice.</summary>
    /// <param name="values">The value of each port that is held.</param>
    /// <param name="ports">The ports that may differ; null for all.</param>
    public List<TransactionPart> Differences(IReadOnlyDictionary<int, byte[]> values, IEnumerable<int>? ports = null)
    {
        var parts = _foreign.Select(Delete).ToList();
        int[] all = [.. ports ?? _there.Keys.Union(values.Keys).Order()];
        parts.AddRange(all.Where(port => _there.ContainsKey(port) && !values.ContainsKey(port)).Select(port => Delete(Key(port))));
        foreach (int port in all)
        {
            if (values.TryGetValue(port, out byte[]? value) && !(_there.TryGetValue(port, out byte[]? there) && there.AsSpan().SequenceEqual(value)))
                parts.Add(new TransactionPart { RequestPut = new PutRequest { Key = Key(port), Value = value } });
        }

        return parts;
    }

    /// <summary>Notes that etcd has carried out a part.</summary>
    public void Done(TransactionPart part)
    {
        byte[] key = part.RequestPut?.Key ?? part.RequestDeleteRange!.Key;
        if (!LabKeys.TryReadPort(prefix, key, out string of, out int port) || of != host)
            _foreign.RemoveAll(foreign => foreign.AsSpan().SequenceEqual(key));
        else if (part.RequestPut is { } put)
            _there[port] = put.Value;
        else
            _there.Remove(port);
    }

    private byte[] Key(int port) => LabKeys.OfPort(prefix, host, port);

    private static TransactionPart Delete(byte[] key) => new() { RequestDeleteRange = new DeleteRequest { Key = key } };
}
