using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using PortManager.Protocol;
using PortManager.Server.Allocations;

namespace PortManager.Server.Events;

/// <summary>
/// What is counted and measured as it happens. None has a user, a service or a port as a label. Every count is there from the start, as
/// zero: a reader then sees the first one as an increase. Requests are timed only while someone reads the metrics: for the fastest ones
/// that is a twentieth of what they take. One thread counts; any thread may read.
/// </summary>
internal sealed class DaemonMetrics : IDisposable
{
    public const string MeterName = "PortManager";

    // Prometheus reads every minute at the least; some of its readings may fail.
    private static readonly TimeSpan s_readerTimeout = TimeSpan.FromMinutes(5);

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
    private readonly TimeProvider _time;
    private readonly long[] _refusals = new long[s_reasons.Length];
    private long _allocations;
    private long _releases;
    private long _invalid;
    private long _requests;
    private long _readAt;
    private volatile bool _isTiming;

    public DaemonMetrics(TimeProvider time)
    {
        _time = time;
        Meter.CreateObservableCounter("portmanager.allocations", () => Volatile.Read(ref _allocations), "{port}", "Ports given out.");
        Meter.CreateObservableCounter("portmanager.releases", () => Volatile.Read(ref _releases), "{port}", "Ports that became free.");
        Meter.CreateObservableCounter("portmanager.refusals", Refusals, "{request}", "Requests that were refused, by reason.");
        Meter.CreateObservableCounter("portmanager.requests", () => Requests, "{request}", "Requests of the line protocol.");
        Meter.CreateObservableCounter("portmanager.invalid_requests", () => Volatile.Read(ref _invalid), "{request}", "Lines that were no requests.");
        _duration = Meter.CreateHistogram(
            "portmanager.request.duration",
            "s",
            "From a request in memory to its reply in memory, by the request's word; timed while the metrics are read.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = s_durations });
    }

    /// <summary>What all instruments belong to.</summary>
    public Meter Meter { get; } = new(MeterName, Product.Version);

    /// <summary>Every request since the start.</summary>
    public long Requests => Volatile.Read(ref _requests);

    public void Allocated() => _allocations++;

    public void Released() => _releases++;

    public void InvalidRequest() => _invalid++;

    public void Refused(RefusalReason reason) => _refusals[(int)reason]++;

    /// <summary>A request is about to be carried out.</summary>
    /// <returns>What <see cref="EndRequest"/> has to be given.</returns>
    public long BeginRequest() => _isTiming ? Stopwatch.GetTimestamp() : 0;

    public void EndRequest(Request request, long start)
    {
        _requests++;
        if (start != 0)
            _duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, TagOf(request));
    }

    /// <summary>Someone reads the metrics: from here on requests are timed.</summary>
    public void NoteReader()
    {
        Interlocked.Exchange(ref _readAt, _time.GetTimestamp());
        _isTiming = true;
    }

    /// <summary>Ends the timing of requests when nobody has read the metrics for a while.</summary>
    public void ForgetReader() => _isTiming &= _time.GetElapsedTime(Interlocked.Read(ref _readAt)) < s_readerTimeout;

    public void Dispose() => Meter.Dispose();

    private IEnumerable<Measurement<long>> Refusals() =>
        s_reasons.Select((reason, i) => new Measurement<long>(Volatile.Read(ref _refusals[i]), reason));

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
