using System.Diagnostics.Metrics;
using PortManager.Protocol;
using PortManager.Server.Events;
using PortManager.Server.Status;

namespace PortManager.Server.Web.Api;

/// <summary>The metrics that show how the daemon is when someone reads them.</summary>
internal sealed class StatusMetrics
{
    private readonly DaemonView _daemon;
    private readonly PortsView _ports;
    private readonly Func<int> _streams;
    private volatile StatusFigures? _now;
    private volatile PortsSnapshot? _rows;

    /// <param name="metrics">What is counted as it happens.</param>
    /// <param name="daemon">Tells how the daemon is.</param>
    /// <param name="ports">Tells what is allocated.</param>
    /// <param name="streams">How many clients follow the events.</param>
    public StatusMetrics(DaemonMetrics metrics, DaemonView daemon, PortsView ports, Func<int> streams)
    {
        _daemon = daemon;
        _ports = ports;
        _streams = streams;
        DaemonFacts facts = daemon.Facts;
        Meter meter = metrics.Meter;
        MeterName = meter.Name;
        meter.CreateObservableGauge("portmanager.ports", Ports, "{port}", "Ports by state: those of the pool, and what the kernel says of those that are held.");
        meter.CreateObservableGauge("portmanager.connections", Connections, "{connection}", "Open connections by kind.");
        meter.CreateObservableGauge("portmanager.connections.limit", () => (long)facts.MaxConnections, "{connection}", "Connections in all that can be open.");
        meter.CreateObservableGauge("portmanager.unread", () => _now?.UnreadBytes ?? 0, "By", "Bytes that wait for clients to read them.");
        meter.CreateObservableCounter("portmanager.journal.writes", () => _now?.JournalWrites ?? 0, "{entry}", "Entries of the journal.");
        meter.CreateObservableGauge("portmanager.journal.failing", () => _now is { IsJournalFailing: true } ? 1L : 0L, null, "1 while the journal cannot be written.");
        meter.CreateObservableCounter("portmanager.restarts.survived", () => facts.Restarts.Survived, "{restart}", "Starts that took over allocations, since the state folder was new.");
        meter.CreateObservableGauge("portmanager.recovered", Recovered, "{port}", "Ports of the daemon before, at the last start, by what became of them.");
        if (facts.Options.Directory is not null)
            meter.CreateObservableGauge("portmanager.directory.behind.time", BehindSince, "s", "Since when the directory of the lab has not what this host has, since 1970; 0 unless that is so.");
        meter.CreateObservableGauge("portmanager.start.time", () => Seconds(facts.Started), "s", "When the daemon started, since 1970.");
        meter.CreateObservableGauge("portmanager.build.info", () => new Measurement<long>(1, Tag("version", Product.Version)), null, "1, with the daemon's version.");
    }

    public string MeterName { get; }

    /// <summary>A time as metrics have it: seconds since 1970.</summary>
    public static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Looks at the daemon, for the values that are read next.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        _rows = await _ports.NowAsync(cancellationToken);
        _now = await _daemon.FiguresAsync();
    }

    private double BehindSince() =>
        _now?.Directory is { } directory && directory.State != DirectoryFigures.Current ? Seconds(directory.Since) : 0;

    private Measurement<long>[] Ports()
    {
        if (_now is not { Pool: var pool } || _rows is not { Document.Ports: var held })
            return [];
        return
        [
            Of("state", "free", pool.Free),
            Of("state", "busy", pool.Busy.Count),
            Of("state", "resting", pool.InGrace),
            .. DetailRow.States.Select(state => Of("state", DetailRow.WordOf(state), held.Count(p => p.State == state))),
        ];
    }

    private Measurement<long>[] Connections()
    {
        if (_now is not { Connections: var open })
            return [];
        int streams = _streams();
        return
        [
            Of("kind", "holding", open.Holding),
            Of("kind", "idle", open.Idle),
            Of("kind", "http", Math.Max(open.Http - streams, 0)),
            Of("kind", "event_stream", streams),
        ];
    }

    private Measurement<long>[] Recovered()
    {
        RestartFigures restarts = _daemon.Facts.Restarts;
        return [Of("as", "adopted", restarts.Adopted), Of("as", "orphaned", restarts.Orphaned), Of("as", "resting", restarts.InGrace)];
    }

    private static Measurement<long> Of(string label, string value, long count) => new(count, Tag(label, value));

    private static KeyValuePair<string, object?> Tag(string label, string value) => new(label, value);
}
