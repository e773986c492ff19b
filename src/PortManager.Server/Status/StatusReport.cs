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

/// <summary>What the daemon says of itself: the replies to STATUS and DETAIL, and what REST and the metrics say as well.</summary>
internal sealed class StatusReport(
    PortManagerServerOptions options,
    DaemonPlaces places,
    SharedRegistry registry,
    PortPool pool,
    ConnectionTable connections,
    JournalFile? journal,
    ListenedPorts listened,
    UserNames names,
    RestartFigures restarts,
    TimeProvider time)
{
    public PortManagerServerOptions Options => options;

    public DaemonPlaces Places => places;

    public DateTimeOffset Started { get; } = time.GetUtcNow();

    public PoolFigures Pool => registry.Exclusively(r => PoolFigures.Of(pool, r));

    public ConnectionFigures Connections => ConnectionFigures.Of(connections);

    public int MostConnections => connections.Most;

    public long UnreadBytes => connections.Unread;

    public RestartFigures Restarts => restarts;

    public string JournalState => journal is null ? "none" : journal.IsFailing ? "failing" : "written";

    public long JournalWrites => journal?.Writes ?? 0;

    /// <summary>What outlives this process.</summary>
    public string Survives => places.KeepsConnections ? "connections" : journal is null ? "nothing" : "allocations";

    public string Identity => options.Identity.ToString().ToLowerInvariant();

    /// <summary>Looks at the allocations that match, in the order of a listing.</summary>
    public PortDetail[] Details(Func<Allocation, bool> matches)
    {
        PortListeners listeners = listened.Listeners();
        return registry.Exclusively(r => r.InOrder.Where(matches).Select(a => PortDetail.Of(a, listeners)).ToArray());
    }

    // OK n NL, then n rows: key value NL
    public void WriteStatus(IBufferWriter<byte> output)
    {
        (string Key, string Value)[] rows = Rows();
        ReplyWriter.ListingHeader(output, rows.Length);
        foreach ((string key, string value) in rows)
            ReplyWriter.Words(output, key, value);
    }

    // OK n NL, then n rows of DetailRow
    public void WriteDetails(PortFilter filter, IBufferWriter<byte> output)
    {
        PortDetail[] details = Details(a => filter.Matches(a.Service, a.User));
        ReplyWriter.ListingHeader(output, details.Length);
        foreach (PortDetail detail in details)
            DetailRow.Write(output, Named(detail));
    }

    private PortDetails Named(PortDetail detail) => new(
        new PortAllocation(detail.Port, detail.Service, detail.User),
        detail.Owner is { } owner ? names.LastKnown(owner) : null,
        detail.State,
        detail.Since);

    private (string Key, string Value)[] Rows()
    {
        PoolFigures ports = Pool;
        ConnectionFigures open = Connections;
        return
        [
            ("version", Product.Version),
            ("process", Text(Environment.ProcessId)),
            ("started", Text(Started)),
            ("listen", string.Join(' ', places.Listen)),
            ("http", options.Http.IsOn ? string.Join(' ', places.Http) : "off"),
            ("pool", options.Ports.ToString()),
            ("ports-held", Text(ports.Held)),
            ("ports-free", Text(ports.Free)),
            ("ports-busy", string.Join(' ', ports.Busy)),
            ("ports-resting", Text(ports.Resting)),
            ("connections", Text(open.Open)),
            ("connections-holding", Text(open.Holding)),
            ("connections-http", Text(open.Http)),
            ("connections-limit", Text(connections.Most)),
            ("connections-per-host-limit", Text(options.Limits.ConnectionsPerHost)),
            ("ports-per-connection-limit", Text(options.Limits.PortsPerConnection)),
            ("ports-per-user-limit", Text(options.Limits.PortsPerUser)),
            ("line-length-limit", Text(options.Limits.LineLength)),
            ("line-age-limit", Text((int)options.Limits.LineAge.TotalSeconds)),
            ("unread-bytes", Text(connections.Unread)),
            ("unread-bytes-limit", Text(options.Limits.UnreadBytes)),
            ("identity", Identity),
            ("journal", JournalState),
            ("journal-writes", Text(JournalWrites)),
            ("survives-restart", Survives),
            ("restarts-survived", Text(restarts.Survived)),
        ];
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
