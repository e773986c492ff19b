using System.Diagnostics.Metrics;
using System.Text.Json;

namespace PortManager.Server.Status;

/// <summary>What is looked at when someone reads the metrics.</summary>
internal sealed class StatusMetrics
{
    private readonly StatusReport _status;
    private readonly Func<int> _streams;

    /// <param name="metrics">What is counted as it happens.</param>
    /// <param name="status">What is looked at.</param>
    /// <param name="streams">How many clients follow the events.</param>
    public StatusMetrics(DaemonMetrics metrics, StatusReport status, Func<int> streams)
    {
        _status = status;
        _streams = streams;
        Meter meter = metrics.Meter;
        MeterName = meter.Name;
        meter.CreateObservableGauge("portmanager.ports", Ports, "{port}", "Ports by state: those of the pool, and what the kernel says of those that are held.");
        meter.CreateObservableGauge("portmanager.connections", Connections, "{connection}", "Open connections by kind.");
        meter.CreateObservableGauge("portmanager.connections.limit", () => (long)status.MostConnections, "{connection}", "Connections in all that can be open.");
        meter.CreateObservableGauge("portmanager.unread", () => status.UnreadBytes, "By", "Bytes that wait for clients to read them.");
        meter.CreateObservableCounter("portmanager.journal.writes", () => status.JournalWrites, "{entry}", "Entries of the journal.");
        meter.CreateObservableGauge("portmanager.journal.failing", () => status.JournalState == "failing" ? 1L : 0L, null, "1 while the journal cannot be written.");
        meter.CreateObservableCounter("portmanager.restarts.survived", () => status.Restarts.Survived, "{restart}", "Starts that took over allocations, since the state folder was new.");
        meter.CreateObservableGauge("portmanager.recovered", Recovered, "{port}", "Ports of the daemon before, at the last start, by what became of them.");
        meter.CreateObservableGauge("portmanager.start.time", () => status.Started.ToUnixTimeMilliseconds() / 1000.0, "s", "When the daemon started, since 1970.");
        meter.CreateObservableGauge("portmanager.build.info", () => new Measurement<long>(1, Tag("version", Product.Version)), null, "1, with the daemon's version.");
    }

    public string MeterName { get; }

    private IEnumerable<Measurement<long>> Ports()
    {
        PoolFigures pool = _status.Pool;
        ILookup<PortState, PortDetail> held = _status.Details(_ => true).ToLookup(d => d.State);
        return
        [
            Of("state", "free", pool.Free),
            Of("state", "busy", pool.Busy.Count),
            Of("state", "resting", pool.Resting),
            .. Enum.GetValues<PortState>().Select(state => Of("state", JsonNamingPolicy.CamelCase.ConvertName(state.ToString()), held[state].Count())),
        ];
    }

    private Measurement<long>[] Connections()
    {
        ConnectionFigures open = _status.Connections;
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
        RestartFigures restarts = _status.Restarts;
        return [Of("as", "adopted", restarts.Adopted), Of("as", "orphaned", restarts.Orphaned), Of("as", "resting", restarts.Resting)];
    }

    private static Measurement<long> Of(string label, string value, long count) => new(count, Tag(label, value));

    private static KeyValuePair<string, object?> Tag(string label, string value) => new(label, value);
}
