namespace PortManager.EndToEnd.Support;

/// <summary>
/// Hands out ports for the pools of daemons, below those that the kernel takes for itself: no two have one at the same time. It goes round all of them, so that
/// those a test had are not handed out while the kernel still has its closed connections, for a minute: a daemon gives out such ports last. Pools of thousands
/// have ports of their own: among small ones all over the place there would be no room for them.
/// </summary>
internal static class Pools
{
    private const int LargestSmall = 2000;
    private const int FirstOfSmall = PoolRange.FirstOfSmall - PoolRange.First;

    private static readonly Lock s_lock = new();
    private static readonly bool[] s_taken = new bool[PoolRange.Last - PoolRange.First + 1];
    private static int s_next = FirstOfSmall;

    public static (int Low, int High) Take(int ports)
    {
        lock (s_lock)
        {
            int? free = ports > LargestSmall ? FirstOf(ports, 0) : FirstOf(ports, s_next) ?? FirstOf(ports, FirstOfSmall);
            int first = free ?? throw new InvalidOperationException("the tests that run have used up the ports for pools");
            if (ports <= LargestSmall)
                s_next = first + ports;
            s_taken.AsSpan(first, ports).Fill(true);
            return (PoolRange.First + first, PoolRange.First + first + ports - 1);
        }
    }

    /// <summary>Gives back what was taken, once nobody listens there any more.</summary>
    public static void Return((int Low, int High) range)
    {
        lock (s_lock)
            s_taken.AsSpan(range.Low - PoolRange.First, range.High - range.Low + 1).Clear();
    }

    /// <summary>Where so many begin that nobody has; null if there are none from there on.</summary>
    private static int? FirstOf(int ports, int from)
    {
        for (int first = from; first + ports <= s_taken.Length; first++)
        {
            int taken = s_taken.AsSpan(first, ports).LastIndexOf(true);
            if (taken < 0)
                return first;
            first += taken;
        }

        return null;
    }
}
