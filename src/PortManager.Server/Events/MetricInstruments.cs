using System.Diagnostics.Metrics;
using System.Text.Json;
using PortManager.Protocol;
using PortManager.Server.Allocations;

namespace PortManager.Server.Events;

/// <summary>What readers of the metrics see of <see cref="DaemonMetrics"/>. It is made when somebody reads them: at the start of the daemon it would cost a millisecond.</summary>
internal sealed class MetricInstruments : IDisposable
{
    private const string MeterName = "PortManager";

    // From a listing in a few microseconds to a directory service that is asked for a name.
    private static readonly double[] s_durations =
        [1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

    private static readonly KeyValuePair<string, object?>[] s_reasons =
        [.. Enum.GetNames<RefusalReason>().Select(name => new KeyValuePair<string, object?>("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(name)))];

    private static readonly KeyValuePair<string, object?> s_list = Tag("LIST");
    private static readonly KeyValuePair<string, object?> s_gimme = Tag("GIMME");
    private static readonly KeyValuePair<string, object?> s_find = Tag("FIND");
    private static readonly KeyValuePair<string, object?> s_watch = Tag("WATCH");
    private static readonly KeyValuePair<string, object?> s_free = Tag("FREE");
    private static readonly KeyValuePair<string, object?> s_claim = Tag("CLAIM");
    private static readonly KeyValuePair<string, object?> s_version = Tag("VERSION");
    private static readonly KeyValuePair<string, object?> s_detail = Tag("DETAIL");
    private static readonly KeyValuePair<string, object?> s_status = Tag("STATUS");
    private static readonly KeyValuePair<string, object?> s_invalid = Tag("invalid");

    private readonly Histogram<double> _duration;

    public MetricInstruments(DaemonMetrics counts)
    {
        Meter.CreateObservableCounter("portmanager.allocations", () => counts.Allocations, "{port}", "Ports given out.");
        Meter.CreateObservableCounter("portmanager.releases", () => counts.Releases, "{port}", "Ports that became free.");
        Meter.CreateObservableCounter("portmanager.refusals", Refusals, "{request}", "Requests that were refused, by reason.");
        Meter.CreateObservableCounter("portmanager.requests", () => counts.Requests, "{request}", "Requests of the line protocol.");
        Meter.CreateObservableCounter("portmanager.invalid_requests", () => counts.InvalidRequests, "{request}", "Lines that were no requests.");
        _duration = Meter.CreateHistogram(
            "portmanager.request.duration",
            "s",
            "From a request in memory to its reply in memory, by the request's word; timed while the metrics are read.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_durations });

        IEnumerable<Measurement<long>> Refusals() =>
            s_reasons.Select((reason, i) => new Measurement<long>(counts.Refusals((RefusalReason)i), reason));
    }

    /// <summary>What all instruments belong to.</summary>
    public Meter Meter { get; } = new(MeterName, Product.Version);

    /// <summary>A request was carried out.</summary>
    public void Record(Request request, TimeSpan duration) => _duration.Record(duration.TotalSeconds, TagOf(request));

    public void Dispose() => Meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string word) => new("request", word);

    private static KeyValuePair<string, object?> TagOf(Request request) => request switch
    {
        Request.List => s_list,
        Request.Gimme => s_gimme,
        Request.Find => s_find,
        Request.Watch => s_watch,
        Request.Free => s_free,
        Request.Claim => s_claim,
        Request.Version => s_version,
        Request.Detail => s_detail,
        Request.Status => s_status,
        _ => s_invalid,
    };
}
