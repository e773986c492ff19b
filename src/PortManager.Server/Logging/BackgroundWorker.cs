using System.Diagnostics;

namespace PortManager.Server.Logging;

/// <summary>
/// Does a piece of work on a thread of its own, whenever it was asked to since, and at most once an interval. It is
/// how the daemon writes: a disk or a pipe that blocks must hold up this thread and nothing else.
/// </summary>
internal sealed class BackgroundWorker : IDisposable
{
    private const int RestFactor = 49;
    private static readonly TimeSpan s_longestRest = TimeSpan.FromSeconds(1);

    private readonly Action _work;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _longestRest;
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;
    private int _asked;

    /// <param name="name">The thread's name.</param>
    /// <param name="interval">How long it rests after each time.</param>
    /// <param name="work">The work; it handles its own errors.</param>
    /// <param name="longestRest">How long it may rest where the work itself takes long; a second where this is null.</param>
    public BackgroundWorker(string name, TimeSpan interval, Action work, TimeSpan? longestRest = null)
    {
        _work = work;
        _interval = interval;
        _longestRest = longestRest ?? s_longestRest;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Asks for the work to be done. Costs next to nothing while it is asked for already.</summary>
    public void Ask()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
            _wake.Set();
    }

    /// <summary>Does what is still asked for, and ends.</summary>
    /// <returns>False when that took longer than <paramref name="timeout"/>; the thread is then left behind.</returns>
    public bool Finish(TimeSpan timeout)
    {
        _stop.Set();
        _wake.Set();
        return _thread.Join(timeout);
    }

    public void Dispose()
    {
        // A thread that is left behind still waits on these.
        if (_thread.IsAlive)
            return;
        _wake.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        bool stopping = false;
        while (!stopping)
        {
            _wake.WaitOne();
            stopping = _stop.WaitOne(0);
            long start = Stopwatch.GetTimestamp();
            if (Interlocked.Exchange(ref _asked, 0) == 1)
                _work();
            // Long work, such as a list of all ports that there are, leaves nearly all of the time to those who serve.
            TimeSpan rest = RestFactor * Stopwatch.GetElapsedTime(start);
            _stop.WaitOne(rest < _interval ? _interval : rest > _longestRest ? _longestRest : rest);
        }
    }
}
