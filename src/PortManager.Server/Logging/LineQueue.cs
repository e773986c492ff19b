using System.Collections.Concurrent;

namespace PortManager.Server.Logging;

/// <summary>
/// Lines on their way to a file or a terminal. Adding never waits; when the other end does not keep up, lines are
/// dropped, and how many is said in their place.
/// </summary>
internal sealed class LineQueue : IDisposable
{
    private const int Capacity = 20_000;

    // Lines that come together are written together: waking a thread for each line would cost more than the line.
    private static readonly TimeSpan s_batchInterval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly List<LogLine> _batch = [];
    private readonly Action<IReadOnlyList<LogLine>, int> _write;
    private readonly BackgroundWorker _worker;
    private volatile bool _isHeldBack;
    private int _count;
    private int _dropped;

    /// <param name="name">The writing thread's name.</param>
    /// <param name="write">Writes lines, and the number of those that were dropped behind them; handles its own errors.</param>
    /// <param name="isHeldBack">Whether nothing is written before the writer is woken.</param>
    public LineQueue(string name, Action<IReadOnlyList<LogLine>, int> write, bool isHeldBack = false)
    {
        _isHeldBack = isHeldBack;
        _write = write;
        _worker = new BackgroundWorker(name, s_batchInterval, Drain);
    }

    public void Add(LogLine line)
    {
        if (Interlocked.Increment(ref _count) > Capacity)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _dropped);
        }
        else
        {
            _lines.Enqueue(line);
        }

        if (!_isHeldBack)
            _worker.Ask();
    }

    /// <summary>Wakes the writer even if no line is queued, so that it can reopen its file.</summary>
    public void WakeWriter()
    {
        _isHeldBack = false;
        _worker.Ask();
    }

    public bool Finish(TimeSpan timeout)
    {
        if (_isHeldBack)
            WakeWriter();
        return _worker.Finish(timeout);
    }

    public void Dispose() => _worker.Dispose();

    private void Drain()
    {
        while (_lines.TryDequeue(out LogLine line))
        {
            Interlocked.Decrement(ref _count);
            _batch.Add(line);
        }

        _write(_batch, Interlocked.Exchange(ref _dropped, 0));
        _batch.Clear();
    }
}
