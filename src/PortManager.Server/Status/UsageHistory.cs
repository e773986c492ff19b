using PortManager.Server.Allocations;
using PortManager.Server.Events;

namespace PortManager.Server.Status;

/// <summary>The last hour: how many ports were held, and how many requests came. One thread takes samples; any thread may read.</summary>
internal sealed class UsageHistory(Registry registry, DaemonMetrics metrics, TimeProvider time)
{
    /// <summary>How often a sample is taken.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private const int Capacity = 360;

    private readonly Lock _lock = new();
    private readonly Queue<Sample> _samples = new(Capacity);
    private DateTimeOffset _lastTime = time.GetUtcNow();
    private long _lastRequests;

    /// <summary>Enters what there is now, and what came since the last time.</summary>
    public void Take()
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            long requests = metrics.Requests;
            double seconds = (now - _lastTime).TotalSeconds;
            // The clock may have been set back.
            double rate = seconds > 0 ? (requests - _lastRequests) / seconds : 0;
            if (_samples.Count == Capacity)
                _samples.Dequeue();
            _samples.Enqueue(new Sample(registry.Count, Math.Round(rate, 3)));
            (_lastTime, _lastRequests) = (now, requests);
        }
    }

    /// <summary>All samples, the oldest first, and when the last was taken.</summary>
    public (DateTimeOffset End, Sample[] Samples) Read()
    {
        lock (_lock)
            return (_lastTime, [.. _samples]);
    }

    /// <param name="Held">Ports held at that moment.</param>
    /// <param name="Requests">Requests a second since the sample before.</param>
    public readonly record struct Sample(int Held, double Requests);
}
