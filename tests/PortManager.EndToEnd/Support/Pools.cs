namespace PortManager.EndToEnd.Support;

/// <summary>Hands out ports for the pools of daemons, below those that the kernel takes for itself: no two have one at the same time.</summary>
internal static class Pools
{
    private static readonly Lock s_lock = new();
    private static readonly List<(int Low, int High)> s_free = [(PoolRange.First, PoolRange.Last)];

    public static (int Low, int High) Take(int ports)
    {
        lock (s_lock)
        {
            // The smallest that is large enough, so that there is one left for who wants many.
            (int Low, int High) range = s_free.Where(r => Size(r) >= ports).OrderBy(Size).FirstOrDefault();
            Assert.True(range.Low > 0, "the tests that run have used up the ports for pools");
            s_free.Remove(range);
            if (Size(range) > ports)
                s_free.Add((range.Low + ports, range.High));
            return (range.Low, range.Low + ports - 1);
        }
    }

    /// <summary>Gives back what was taken, once nobody listens there any more.</summary>
    public static void Return((int Low, int High) range)
    {
        lock (s_lock)
            s_free.Add(range);
    }

    private static int Size((int Low, int High) range) => range.High - range.Low + 1;
}
