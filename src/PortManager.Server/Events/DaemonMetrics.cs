using System.Diagnostics;
using System.Diagnostics.Metrics;
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
    // More than there are reasons. To count those, the start would have to load what describes types.
    private const int MaxReasons = 32;

    // Prometheus reads every minute at the least; some of its readings may fail.
    private static readonly TimeSpan s_readerTimeout = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time;
    private readonly Lazy<MetricInstruments> _instruments;
    private readonly long[] _refusals = new long[MaxReasons];
    private long _allocations;
    private long _releases;
    private long _invalid;
    private long _requests;
    private long _readAt;
    private volatile bool _isTiming;

    public DaemonMetrics(TimeProvider time)
    {
        _time = time;
        _instruments = new Lazy<MetricInstruments>(() => new MetricInstruments(this));
    }

    /// <summary>What all instruments belong to.</summary>
    public Meter Meter => _instruments.Value.Meter;

    /// <summary>Ports given out.</summary>
    public long Allocations => Volatile.Read(ref _allocations);

    /// <summary>Ports that became free.</summary>
    public long Releases => Volatile.Read(ref _releases);

    /// <summary>Lines that were no requests.</summary>
    public long InvalidRequests => Volatile.Read(ref _invalid);

    /// <summary>Every request since the start.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Requests that were refused for a reason.</summary>
    public long Refusals(RefusalReason reason) => Volatile.Read(ref _refusals[(int)reason]);

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
            _instruments.Value.Record(request, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Someone reads the metrics: from here on requests are timed.</summary>
    public void NoteReader()
    {
        Interlocked.Exchange(ref _readAt, _time.GetTimestamp());
        _isTiming = true;
    }

    /// <summary>Ends the timing of requests when nobody has read the metrics for a while.</summary>
    public void ForgetReader() => _isTiming &= _time.GetElapsedTime(Interlocked.Read(ref _readAt)) < s_readerTimeout;

    public void Dispose()
    {
        if (_instruments.IsValueCreated)
            _instruments.Value.Dispose();
    }
}
