using System.Buffers;
using PortManager.Protocol;

namespace PortManager.Client;

/// <summary>The reply to WATCH, which has no end: a listing, changes, and perhaps further listings in between.</summary>
/// <param name="watched">What the watcher knows; it is kept up to date.</param>
internal sealed class WatchReply(WatchedPorts watched) : ReplyAssembler
{
    private ListingReply? _listing = new();

    /// <summary>What the lines that were accepted last have changed.</summary>
    public IReadOnlyList<PortChange> Changes { get; private set; } = [];

    /// <summary>True while more has to come at once: a listing that has begun, or the first one.</summary>
    public bool IsMidListing => _listing is not null;

    // OK n                    at first, and again when the watcher missed something
    // port service user       n times
    // + port service user
    // - port service user
    public override bool Accept(ReadOnlySequence<byte> line)
    {
        if (_listing is null && ReplyReader.TryReadChange(line, out bool added, out PortAllocation? row))
        {
            Changes = watched.Change(new PortChange(added ? PortChangeKind.Added : PortChangeKind.Removed, row));
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
