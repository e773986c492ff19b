using System.Diagnostics;

namespace PortManager.Server.Logging;

/// <summary>
/// Runs one piece of work on its own thread when asked, at most once per interval. It is how the daemon writes: a disk or a pipe that blocks
/// must hold up this thread and nothing else. The thread ends if nothing is asked for a while, so an idle daemon has few.
/// </summary>
internal sealed class BackgroundWorker : IDisposable
{
    private const int CooldownFactor = 49;
    private static readonly TimeSpan s_longestCooldown = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_idleTime = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly TimeSpan _interval;
    private readonly Action _work;
    private readonly object _lock = new();
    private Thread? _thread;
    private bool _isStopping;
    private int _asked;

    /// <param name="name">The thread's name.</param>
    /// <param name="interval">How long it rests after each time.</param>
    /// <param name="work">The work; it handles its own errors.</param>
    public BackgroundWorker(string name, TimeSpan interval, Action work)
    {
        _name = name;
        _interval = interval;
        _work = work;
    }

    /// <summary>Asks for the work to be done. Costs next to nothing while it is asked for already.</summary>
    public void Ask()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 1)
            return;
        lock (_lock)
        {
            if (_thread is not null)
                Monitor.Pulse(_lock);
            else if (!_isStopping)
                Start();
        }
    }

    /// <summary>Does what is still asked for, and ends.</summary>
    /// <returns>False if that took longer than <paramref name="timeout"/>; the thread is then left behind.</returns>
    public bool Finish(TimeSpan timeout)
    {
        Thread? thread;
        lock (_lock)
        {
            _isStopping = true;
            Monitor.PulseAll(_lock);
            thread = _thread;
        }

        return thread is null || thread.Join(timeout);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isStopping = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Start()
    {
        var thread = new Thread(Run) { Name = _name, IsBackground = true };
        try
        {
            thread.Start();
            _thread = thread;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            // The system gives no more threads. When it is asked the next time, it is tried again.
            Volatile.Write(ref _asked, 0);
        }
    }

    private void Run()
    {
        while (WaitUntilAsked())
        {
            long start = Stopwatch.GetTimestamp();
            _work();
            // Long work, such as a list of all ports, leaves nearly all of the time to whatever serves clients.
            TimeSpan cooldown = CooldownFactor * Stopwatch.GetElapsedTime(start);
            Rest(cooldown < _interval ? _interval : cooldown > s_longestCooldown ? s_longestCooldown : cooldown);
        }
    }

    /// <summary>Waits for the next piece of work.</summary>
    /// <returns>False if this thread has to end.</returns>
    private bool WaitUntilAsked()
    {
        lock (_lock)
        {
            while (Interlocked.Exchange(ref _asked, 0) == 0)
            {
                if (_isStopping || !Monitor.Wait(_lock, s_idleTime))
                {
                    // One last look: it may have been asked meanwhile.
                    if (Interlocked.Exchange(ref _asked, 0) == 1)
                        return true;
                    _thread = null;
                    return false;
                }
            }

            return true;
        }
    }

    private void Rest(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            while (!_isStopping && time - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
                // Rounded up: a wait of less than a millisecond is none, and this would go round and round.
                Monitor.Wait(_lock, (int)Math.Ceiling(left.TotalMilliseconds));
        }
    }
}
