namespace PortManager.Lab;

/// <summary>
/// How long to wait after a failure: at random, because when etcd comes back the whole lab does, and not all of it at the same moment.
/// </summary>
internal static class RetryPause
{
    private const int MaxDoublings = 6;
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);

    /// <summary>Gives a time between none and one that doubles with each failure, from 100 ms on.</summary>
    /// <param name="failures">How many calls failed one after the other before this one.</param>
    /// <param name="longest">The longest time.</param>
    /// <param name="chance">A random number from 0 up to 1.</param>
    public static TimeSpan After(int failures, TimeSpan longest, double chance)
    {
        TimeSpan most = s_first * (1 << Math.Min(failures, MaxDoublings));
        return chance * (most < longest ? most : longest);
    }
}
