using PortManager.Server.Allocations;

namespace PortManager.Server.Lab;

/// <summary>
/// Hands changes over from the loop to the one who publishes them. Only the latest state of each port waits here, so there is never more than one entry a
/// port, however long nothing can be published. Safe for several threads; the loop waits for nobody.
/// </summary>
internal sealed class DirectoryFeed : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private Dictionary<int, DirectoryRow?> _changed = [];
    private bool _isSignalled;

    /// <summary>Takes changes, on the loop's thread. Costs next to nothing.</summary>
    public void Add(IReadOnlyList<Change> changes)
    {
        lock (_lock)
        {
            for (int i = 0; i < changes.Count; i++)
            {
                if (changes[i].Kind != ChangeKind.GraceEnded)
                    _changed[changes[i].Port] = DirectoryRow.Of(changes[i]);
            }

            if (_isSignalled || _changed.Count == 0)
                return;
            _isSignalled = true;
            // Within the lock: between the two, a Take would leave one signal too many.
            _signal.Release();
        }
    }

    /// <summary>Waits until there are changes, or for a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        if (atMost > TimeSpan.Zero)
            await _signal.WaitAsync(atMost, stop).ConfigureAwait(false);
    }

    /// <summary>Takes what has changed: the row of each port, null for one that is free.</summary>
    public Dictionary<int, DirectoryRow?> Take()
    {
        lock (_lock)
        {
            Dictionary<int, DirectoryRow?> taken = _changed;
            _changed = [];
            // Whoever takes has no need to be woken for it.
            if (_isSignalled)
                _signal.Wait(0);
            _isSignalled = false;
            return taken;
        }
    }

    public void Dispose() => _signal.Dispose();
}
