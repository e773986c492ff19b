namespace PortManager.Server.Identity;

/// <summary>
/// Look-ups that can take for ever, as those of a directory or a name server do: one at a time, on a thread of their own. One that
/// hangs must hold up no thread that serves, and so none of the pool's, which are few.
/// </summary>
/// <param name="name">The thread's name.</param>
/// <param name="lookUp">Looks something up; null where it cannot be had.</param>
internal sealed class LookUpThread<TKey>(string name, Func<TKey, string?> lookUp)
    where TKey : notnull
{
    /// <summary>How many wait at most, with the one under way.</summary>
    public const int MostAsked = 64;

    private static readonly Task<string?> s_noAnswer = Task.FromResult<string?>(null);

    private readonly object _lock = new();
    private readonly Dictionary<TKey, TaskCompletionSource<string?>> _asked = [];
    private readonly Queue<TKey> _waiting = [];
    private Thread? _thread;

    /// <summary>Has something looked up, which is done once for all who ask meanwhile.</summary>
    /// <returns>What was found; null where it cannot be had, at once where too many wait.</returns>
    public Task<string?> AskAsync(TKey key)
    {
        lock (_lock)
        {
            if (_asked.TryGetValue(key, out TaskCompletionSource<string?>? asked))
                return asked.Task;
            if (_asked.Count >= MostAsked)
                return s_noAnswer;
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = name, IsBackground = true };
                _thread.Start();
            }

            // Who waits must not go on on this thread.
            asked = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked.Add(key, asked);
            _waiting.Enqueue(key);
            Monitor.Pulse(_lock);
            return asked.Task;
        }
    }

    /// <summary>The same, waiting no longer than <paramref name="patience"/>: null then, and the look-up goes on.</summary>
    public async ValueTask<string?> AskAsync(TKey key, TimeSpan patience)
    {
        try
        {
            return await AskAsync(key).WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private void Run()
    {
        while (true)
        {
            TKey key = Next();
            string? found = LookUp(key);
            TaskCompletionSource<string?>? asked;
            lock (_lock)
                _asked.Remove(key, out asked);
            asked!.SetResult(found);
        }
    }

    private TKey Next()
    {
        lock (_lock)
        {
            TKey? key;
            while (!_waiting.TryDequeue(out key))
                Monitor.Wait(_lock);
            return key;
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
