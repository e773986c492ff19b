using PortManager.Lab;
using PortManager.Lab.Etcd;

namespace PortManager.Server.Lab;

/// <summary>
/// The name of this host in the directory. Whoever writes the host's key last has it, and every other write of its rows is carried out only while
/// that is still so: a request that was on its way for long can change nothing any more.
/// </summary>
internal sealed class HostClaim(EtcdClient etcd, DirectoryOptions options, HostValue self)
{
    private readonly byte[] _key = LabKeys.OfHost(options.Lab.Prefix, options.HostName);
    private readonly byte[] _conflict = LabKeys.OfConflict(options.Lab.Prefix, options.HostName);
    private long _conflictLease;
    private bool _hasPublished;

    /// <summary>The lease of all keys of this host; 0 before there is one.</summary>
    public long Lease { get; private set; }

    /// <summary>Holds while the host's key is as this process wrote it last.</summary>
    public Compare Guard { get; private set; } = null!;

    /// <summary>Takes the name: a new one, or that of the process before with its lease, so that its rows stay as they are.</summary>
    /// <exception cref="HostConflictException">Another host has it.</exception>
    /// <exception cref="EtcdException">etcd does not do it.</exception>
    public async Task TakeAsync(CancellationToken stop)
    {
        RangeResponse found = await etcd.RangeAsync(new RangeRequest { Key = _key }, stop).ConfigureAwait(false);
        EtcdKey? key = found.Kvs is [var only] ? only : null;
        HostValue? there = key is null ? null : LabValues.ReadHost(key.Value);
        // A value that nobody understands is no host's.
        if (there is not null && (there.Id != self.Id || (_hasPublished && there.Run != self.Run)))
            throw await RefusedAsync(there, stop).ConfigureAwait(false);

        Lease = await KeepOrGrantAsync(key?.Lease ?? 0, stop).ConfigureAwait(false);
        TransactionResponse written = await etcd.TransactAsync(
            new TransactionRequest
            {
                Compare = [Unchanged(key?.ModRevision ?? 0)],
                Success = [new TransactionPart { RequestPut = new PutRequest { Key = _key, Value = LabValues.Write(self), Lease = Lease } }],
            },
            stop).ConfigureAwait(false);
        if (!written.Succeeded)
            throw new ClaimLostException();
        Guard = Unchanged(written.Header.Revision);
        _hasPublished = true;
    }

    /// <summary>Lets the lease begin anew.</summary>
    /// <exception cref="ClaimLostException">It has run out, and the keys are gone with it.</exception>
    public async Task KeepAsync(CancellationToken stop)
    {
        if (await etcd.KeepAliveAsync(Lease, stop).ConfigureAwait(false) == TimeSpan.Zero)
        {
            // The keys are gone: whoever has the name now took it rightly, or is one's own successor.
            _hasPublished = false;
            throw new ClaimLostException();
        }
    }

    /// <summary>The other host that would publish under the same name; null if there is none.</summary>
    /// <exception cref="ClaimLostException">Another process has written the host's key since.</exception>
    public async Task<HostValue?> RivalAsync(CancellationToken stop)
    {
        // One question for both keys: a copy of this host has its id, and so takes its name without asking.
        RangeResponse found = await etcd.RangeAsync(new RangeRequest { Key = _conflict, RangeEnd = [.. _key, 0] }, stop).ConfigureAwait(false);
        if (Find(found, _key)?.ModRevision != Guard.ModRevision)
            throw new ClaimLostException();
        return Find(found, _conflict) is { } conflict ? LabValues.ReadHost(conflict.Value) : null;
    }

    private static EtcdKey? Find(RangeResponse found, byte[] key) => Array.Find(found.Kvs, k => k.Key.AsSpan().SequenceEqual(key));

    // A revision of 0 is that of a key that is not there.
    private Compare Unchanged(long revision) => new() { Key = _key, Target = "MOD", ModRevision = revision };

    /// <summary>Keeps the lease that there is if it is as long as wanted, so that no row has to be written for it.</summary>
    private async Task<long> KeepOrGrantAsync(long former, CancellationToken stop)
    {
        TimeSpan left = former == 0 ? TimeSpan.Zero : await etcd.KeepAliveAsync(former, stop).ConfigureAwait(false);
        if (left == TimeSpan.FromSeconds(Math.Ceiling(options.Lease.TotalSeconds)))
            return former;
        (long id, TimeSpan length) = await etcd.GrantLeaseAsync(options.Lease, stop).ConfigureAwait(false);
        // No lease is shorter than etcd's own shortest, which then is as long as the one before.
        return left == length ? former : id;
    }

    /// <summary>Leaves word for the host that has the name, as long as this one wants it.</summary>
    private async Task<HostConflictException> RefusedAsync(HostValue other, CancellationToken stop)
    {
        if (_conflictLease == 0 || await etcd.KeepAliveAsync(_conflictLease, stop).ConfigureAwait(false) == TimeSpan.Zero)
            _conflictLease = (await etcd.GrantLeaseAsync(options.Lease, stop).ConfigureAwait(false)).Id;
        await etcd.TransactAsync(
            new TransactionRequest
            {
                Compare = [],
                Success = [new TransactionPart { RequestPut = new PutRequest { Key = _conflict, Value = LabValues.Write(self), Lease = _conflictLease } }],
            },
            stop).ConfigureAwait(false);
        return new HostConflictException(other);
    }
}

/// <summary>The keys of this host are not as this process left them: they have to be made equal to the truth from the beginning.</summary>
internal sealed class ClaimLostException : Exception;

/// <summary>Another host publishes under the same name.</summary>
internal sealed class HostConflictException(HostValue other) : Exception
{
    public HostValue Other => other;
}
