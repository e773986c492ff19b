using System.Runtime;

namespace PortManager.Server.Hosting;

/// <summary>
/// Gives memory that was needed in a burst back to the system. The runtime keeps it otherwise, as it would be quicker to use it again. Collecting takes some
/// milliseconds, so it is done only after the heap has grown, and then less and less often until nothing more is gained.
/// </summary>
internal sealed class HeapTrimmer
{
    /// <summary>How often the heap is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private const long Worthwhile = 8 * 1024 * 1024;
    private const int LongestPause = 64;

    private long _before;
    private int _pause = LongestPause;
    private int _looks;

    /// <summary>Looks at the heap, and collects if that may be worth it.</summary>
    public void Trim()
    {
        long now = Math.Max(GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes, GC.GetTotalMemory(forceFullCollection: false));
        if (now > _before + Worthwhile)
            _pause = 1;
        else if (++_looks < _pause || _pause == LongestPause)
            return;
        _looks = 0;
        Collect();
        long after = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
        _pause = after < _before - (Worthwhile / 2) ? 1 : Math.Min(2 * _pause, LongestPause);
        _before = after;
    }

    private static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
