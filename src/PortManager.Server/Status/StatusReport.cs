using System.Buffers;
using System.Globalization;
using PortManager.Protocol;
using PortManager.Server.Allocations;
using PortManager.Server.Connections;
using PortManager.Server.Identity;
using PortManager.Server.Journal;
using PortManager.Server.Listening;
using PortManager.Server.Pool;

namespace PortManager.Server.Status;

/// <summary>What the daemon says of itself: the replies to STATUS and DETAIL.</summary>
internal sealed class StatusReport(
    PortManagerServerOptions options,
    SharedRegistry registry,
    PortPool pool,
    ConnectionTable connections,
    JournalFile? journal,
    ListenedPorts listened,
    UserNames names,
    bool keepsConnections,
    TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    // OK n NL, then n rows: key value NL
    public void WriteStatus(IBufferWriter<byte> output)
    {
        (string Key, string Value)[] rows = registry.Exclusively(Rows);
        ReplyWriter.ListingHeader(output, rows.Length);
        foreach ((string key, string value) in rows)
            ReplyWriter.Words(output, key, value);
    }

    // OK n NL, then n rows: port N service S user U owner O state X since T NL
    public void WriteDetails(PortFilter filter, IBufferWriter<byte> output)
    {
        Func<int, bool> isListenedOn = listened.Now();
        string[][] rows = registry.Exclusively(r => r.InOrder
            .Where(a => filter.Matches(a.Service, a.User))
            .Select(a => Row(a, isListenedOn))
            .ToArray());
        ReplyWriter.ListingHeader(output, rows.Length);
        foreach (string[] row in rows)
            ReplyWriter.Words(output, row);
    }

    private string[] Row(Allocation allocation, Func<int, bool> isListenedOn) =>
    [
        "port", Text(allocation.Port),
        "service", allocation.Service,
        "user", allocation.User,
        "owner", allocation.Holder.Owner is { } owner ? names.LastKnown(owner) : "",
        "state", allocation.Holder is OrphanHolder ? "orphaned" : isListenedOn(allocation.Port) ? "listening" : "reserved",
        "since", Text(allocation.Since),
    ];

    private (string Key, string Value)[] Rows(Registry state) =>
    [
        ("version", Product.Version),
        ("process", Text(Environment.ProcessId)),
        ("started", Text(_started)),
        ("pool", options.Ports.ToString()),
        ("ports-held", Text(state.Count)),
        ("ports-free", Text(pool.Free)),
        ("ports-busy", string.Join(' ', pool.Busy)),
        ("ports-kept", Text(state.Reserved)),
        ("connections", Text(connections.Count)),
        ("connections-limit", Text(connections.Most)),
        ("connections-per-host-limit", Text(options.Limits.ConnectionsPerHost)),
        ("ports-per-connection-limit", Text(options.Limits.PortsPerConnection)),
        ("ports-per-user-limit", Text(options.Limits.PortsPerUser)),
        ("line-length-limit", Text(options.Limits.LineLength)),
        ("line-age-limit", Text((int)options.Limits.LineAge.TotalSeconds)),
        ("unread-bytes", Text(connections.Unread)),
        ("unread-bytes-limit", Text(options.Limits.UnreadBytes)),
        ("identity", options.Identity.ToString().ToLowerInvariant()),
        ("journal", journal is null ? "none" : journal.IsFailing ? "failing" : "written"),
        ("journal-writes", Text(journal?.Writes ?? 0)),
        ("survives-restart", keepsConnections ? "connections" : journal is null ? "nothing" : "allocations"),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
