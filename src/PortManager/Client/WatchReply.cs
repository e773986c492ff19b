using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>The reply to WATCH, which has no end: a listing, then changes. Further listings may come in between.</summary>
/// <param name="watched">The allocations that the watcher knows. The reply updates them.</param>
internal sealed class WatchReply(WatchedPorts watched) : ReplyAssembler
{
    private ListingReply? _listing = new();

    /// <summary>The changes by the last complete listing or change line.</summary>
    public IReadOnlyList<PortChange> Changes { get; private set; } = [];

    /// <summary>Whether the rest of a listing is due. The first listing is due from the start.</summary>
    public bool IsMidListing => _listing is not null;

    // OK n                    at first, and again if the watcher missed changes
    // port service user       n times
    // + port service user
    // - port service user
    // word …                  of a later version: passed over
    public override bool Accept(ReadOnlySequence<byte> line)
    {
        if (_listing is null && ReplyReader.TryReadChange(line, out bool added, out PortAllocation? row))
        {
            Changes = watched.Change(new PortChange(added ? PortChangeKind.Added : PortChangeKind.Removed, row));
            return true;
        }

        if (_listing is null && ReplyReader.IsOfLaterVersion(line))
        {
            Changes = [];
            return true;
        }

        _listing ??= new ListingReply();
        if (!_listing.Accept(line))
            return false;
        Changes = watched.Replace(_listing.Value);
        _listing = null;
        return true;
    }
}
