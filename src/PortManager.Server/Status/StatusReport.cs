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

/// <summary>
/// What the daemon says of itself: the replies to STATUS and DETAIL. Each is made once for all who ask between two changes or two calls of
/// <see cref="BeginTurn"/>; one that takes long is used a little longer. Not safe for several threads.
/// </summary>
internal sealed class StatusReport(
    DaemonFacts facts,
    Registry registry,
    PortPool pool,
    ConnectionTable connections,
    ConnectionStore? store,
    JournalFile? journal,
    ListenedPorts listened,
    IUserNames names,
    TimeProvider time)
{
    // Looking at thousands of ports takes milliseconds. A client that asks again and again leaves most of the time to others.
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(2);
    private const int ValidForFactor = 3;

    private byte[]? _status;
    private PortDetail[]? _details;
    private byte[]? _allDetails;
    private long _version;
    private long _detailsMadeAt;
    private TimeSpan _detailsTook;

    public DaemonFacts Facts => facts;

    /// <summary>How far the directory of the lab has what is allocated; null if there is none.</summary>
    public DirectoryState? Directory { get; init; }

    /// <summary>The whole reply to STATUS. It never changes.</summary>
    // OK n NL, then n rows: key value NL
    public ReadOnlyMemory<byte> Reply
    {
        get
        {
            DropIfChanged();
            return _status ??= Render(WriteStatus);
        }
    }

    /// <summary>How the daemon is now.</summary>
    public StatusFigures Figures => new(
        PoolFigures.Of(pool, registry),
        ConnectionFigures.Of(connections),
        connections.Unread,
        journal is null ? "none" : journal.IsFailing ? "failing" : "written",
        journal?.Writes ?? 0,
        store is { IsFull: false } ? "connections" : store is not null ? "some connections" : journal is null ? "nothing" : "allocations",
        Directory?.Now);

    /// <summary>Has what is asked for from here on looked at anew.</summary>
    public void BeginTurn()
    {
        _status = null;
        if (_detailsTook < s_long || time.GetElapsedTime(_detailsMadeAt) > ValidForFactor * _detailsTook)
            DropDetails();
    }

    /// <summary>Writes the reply to DETAIL.</summary>
    // OK n NL, then n rows of DetailRow
    public void WriteDetails(PortFilter filter, IBufferWriter<byte> output)
    {
        DropIfChanged();
        if (_details is null)
            LookAtDetails();
        var rows = new RowFilter(filter, names.LastKnown);
        if (filter == PortFilter.Everything)
            output.Write(_allDetails);
        else
            WriteDetails([.. _details!.Where(d => rows.Matches(d.Service, d.User, d.Owner))], output);
    }

    /// <summary>Every allocation, in the order of a listing.</summary>
    /// <param name="listeners">Who listens where.</param>
    public PortDetail[] Details(PortListeners listeners) => [.. registry.InOrder.Select(a => PortDetail.Of(a, listeners))];

    private void DropIfChanged()
    {
        if (_version == registry.Version)
            return;
        _version = registry.Version;
        _status = null;
        DropDetails();
    }

    private void DropDetails() => (_details, _allDetails) = (null, null);

    private void LookAtDetails()
    {
        _detailsMadeAt = time.GetTimestamp();
        PortDetail[] details = Details(listened.Now());
        _allDetails = Render(all => WriteDetails(details, all));
        _details = details;
        _detailsTook = time.GetElapsedTime(_detailsMadeAt);
    }

    private static byte[] Render(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    private void WriteDetails(PortDetail[] details, IBufferWriter<byte> output)
    {
        ReplyWriter.ListingHeader(output, details.Length);
        foreach (PortDetail detail in details)
            DetailRow.Write(output, Named(detail));
    }

    private PortDetails Named(PortDetail detail) => new()
    {
        Allocation = new PortAllocation(detail.Port, detail.Service, detail.User),
        VerifiedUser = detail.Owner is { } owner ? names.LastKnown(owner) : null,
        State = detail.State,
        Since = detail.Since,
    };

    private void WriteStatus(IBufferWriter<byte> output)
    {
        (string Key, string Value)[] rows = Rows();
        ReplyWriter.ListingHeader(output, rows.Length);
        foreach ((string key, string value) in rows)
            ReplyWriter.Pair(output, key, value);
    }

    private (string Key, string Value)[] Rows()
    {
        StatusFigures now = Figures;
        Limits limits = facts.Options.Limits;
        return
        [
            ("version", Product.Version),
            ("process", Text(Environment.ProcessId)),
            ("started", Text(facts.Started)),
            ("listen", string.Join(' ', facts.EndPoints.Listen)),
            ("http", facts.Options.Http.IsOn ? string.Join(' ', facts.EndPoints.Http) : "off"),
            ("pool", facts.Options.Ports.ToString()),
            ("pool-size", Text(now.Pool.Size)),
            ("ports-held", Text(now.Pool.Held)),
            ("ports-free", Text(now.Pool.Free)),
            ("ports-busy", string.Join(' ', now.Pool.Busy)),
            ("ports-resting", Text(now.Pool.InGrace)),
            ("connections", Text(now.Connections.Open)),
            ("connections-holding", Text(now.Connections.Holding)),
            ("connections-idle", Text(now.Connections.Idle)),
            ("connections-http", Text(now.Connections.Http)),
            ("connections-limit", Text(facts.MaxConnections)),
            ("connections-per-host-limit", Text(limits.ConnectionsPerHost)),
            ("ports-per-connection-limit", Text(limits.PortsPerConnection)),
            ("ports-per-user-limit", Text(limits.PortsPerUser)),
            ("line-length-limit", Text(limits.LineLength)),
            ("line-age-limit", Text((int)limits.LineAge.TotalSeconds)),
            ("unread-bytes", Text(now.UnreadBytes)),
            ("unread-bytes-limit", Text(limits.UnreadBytes)),
            ("identity", facts.Identity),
            ("protected", TclList.Format([.. facts.Options.Protected.Select(name => name.ToString())])),
            ("journal", now.Journal),
            ("journal-writes", Text(now.JournalWrites)),
            ("survives-restart", now.Survives),
            ("restarts-survived", Text(facts.Restarts.Survived)),
            ("start-adopted", Text(facts.Restarts.Adopted)),
            ("start-orphaned", Text(facts.Restarts.Orphaned)),
            ("start-resting", Text(facts.Restarts.InGrace)),
            .. DirectoryRows(),
        ];
    }

    private (string Key, string Value)[] DirectoryRows() => Directory is not { Now: var now } directory
        ? []
        :
        [
            ("directory", now.State),
            ("directory-host", directory.Host),
            ("directory-since", Text(now.Since)),
            .. now.Problem is { } problem ? new[] { ("directory-problem", problem) } : [],
        ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset moment) => DetailRow.TextOf(moment);
}
