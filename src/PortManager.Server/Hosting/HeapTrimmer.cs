using System.Runtime;

namespace PortManager.Server.Hosting;

/// <summary>
/// Gives memory that was needed in a burst back to the system. The runtime keeps it otherwise, as it would be quicker to use it again. Collecting takes some
/// milliseconds, so it is done after the heap has grown, once the burst is over, and then less and less often until nothing more is gained.
/// </summary>
internal sealed class HeapTrimmer
{
    /// <summary>How often the heap is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const long Worthwhile = 8 * 1024 * 1024;

    /// <summary>Less than this is allocated from one look to the next once a burst is over.</summary>
    private const long Little = 1024 * 1024;

    // In looks. After a shorter rest the next burst would have to page all of it in again.
    private const int Rest = 5;

    // A burst that does not end is not waited for longer than the first.
    private const int ShortestPause = 15;
    private const int LongestPause = 960;

    private long _before;
    private long _allocated;
    private int _pause = LongestPause;
    private int _looks;
    private int _quietLooks;

    /// <summary>Looks at the heap, and collects if that may be worth it.</summary>
    public void Trim()
    {
        long allocated = GC.GetTotalAllocatedBytes();
        _quietLooks = allocated - _allocated < Little ? _quietLooks + 1 : 0;
        _allocated = allocated;
        bool hasGrown = Math.Max(Committed, GC.GetTotalMemory(forceFullCollection: false)) > _before + Worthwhile;
        if (hasGrown)
            _pause = ShortestPause;
        if (_pause < LongestPause && (++_looks >= _pause || (hasGrown && _quietLooks >= Rest)))
            Collect();
    }

    private static long Committed => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;

    private void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long after = Committed;
        _pause = after < _before - (Worthwhile / 2) ? ShortestPause : Math.Min(2 * _pause, LongestPause);
        _before = after;
        _looks = 0;
    }
}
