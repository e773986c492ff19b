namespace PortManager.Server.Identity;

/// <summary>
/// Looks names up one at a time on its own thread. A look-up can hang for ever, as that of a directory or DNS server does; it must not hold up a
/// thread that serves. The thread ends if nothing is asked for a while. Safe for several threads.
/// </summary>
/// <param name="name">The thread's name.</param>
/// <param name="lookUp">Looks something up; null if it cannot be had. May throw.</param>
internal sealed class LookUpThread<TKey>(string name, Func<TKey, string?> lookUp)
    where TKey : notnull
{
    /// <summary>The most keys that wait, with the one under way.</summary>
    public const int MaxAsked = 64;

    private static readonly TimeSpan s_idleTime = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly Dictionary<TKey, Action<string?>?> _asked = [];
    private readonly Queue<TKey> _waiting = [];
    private Thread? _thread;

    /// <summary>Looks something up, once for all callers that ask meanwhile.</summary>
    /// <param name="key">What to look up.</param>
    /// <param name="answered">
    /// Is called with what was found, on the thread that looks it up, which it must not hold up; with null if it cannot be had, at once if too
    /// many wait or the system gives no thread. Null if nobody waits for the answer.
    /// </param>
    public void Ask(TKey key, Action<string?>? answered)
    {
        lock (_lock)
        {
            if (_asked.TryGetValue(key, out Action<string?>? others))
            {
                if (answered is not null)
                    _asked[key] = others + answered;
                return;
            }

            if (_asked.Count < MaxAsked && (_thread is not null || TryStart()))
            {
                _asked.Add(key, answered);
                _waiting.Enqueue(key);
                Monitor.Pulse(_lock);
                return;
            }
        }

        answered?.Invoke(null);
    }

    private bool TryStart()
    {
        var thread = new Thread(Run) { Name = name, IsBackground = true };
        try
        {
            thread.Start();
            _thread = thread;
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    private void Run()
    {
        while (TryTakeNext(out TKey? key))
        {
            string? found = LookUp(key!);
            Action<string?>? answered;
            lock (_lock)
                _asked.Remove(key!, out answered);
            answered?.Invoke(found);
        }
    }

    private bool TryTakeNext(out TKey? key)
    {
        lock (_lock)
        {
            while (!_waiting.TryDequeue(out key))
            {
                if (!Monitor.Wait(_lock, s_idleTime) && _waiting.Count == 0)
                {
                    _thread = null;
                    return false;
                }
            }

            return true;
        }
    }

    private string? LookUp(TKey key)
    {
        try
        {
            return lookUp(key);
        }
        catch (Exception)
        {
            // What the system answers must not end the daemon.
            return null;
        }
    }
}
