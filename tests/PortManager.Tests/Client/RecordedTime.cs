using System.Collections.Concurrent;
using PortManager.Tests.Server;

namespace PortManager.Tests.Client;

/// <summary>The system's time, and a record of what was waited for.</summary>
internal sealed class RecordedTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>How long each timer was to take, in the order in which they were started.</summary>
    public IEnumerable<TimeSpan> Waits => _waits;

    /// <summary>Waits until something has been tried in vain several times: between tries it waits for milliseconds, and timeouts are longer.</summary>
    public void AwaitTries() => Patience.Until(() => _waits.Count(wait => wait > TimeSpan.Zero && wait < TimeSpan.FromMilliseconds(100)) > 3);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
