using System.Diagnostics;
using PortManager.Server.Files;
using PortManager.Server.Listening;

namespace PortManager.Server.Hosting;

/// <summary>
/// The daemon that ran before. One that is killed has its sockets and its lock until the kernel has taken its memory away, which on a busy host takes a while, and scripts that kill it
/// start the next one at once.
/// </summary>
internal static class FormerDaemon
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes something that it may still have: tries again for two seconds, as long as another process has it.</summary>
    /// <param name="take">What is tried. It leaves nothing behind when it fails.</param>
    /// <exception cref="ListenException">It could not be taken, or not in that time.</exception>
    /// <exception cref="StateFolderInUseException">It could not be taken in that time.</exception>
    public static T Outlive<T>(Func<T> take)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return take();
            }
            catch (Exception e) when (e is ListenException { IsInUse: true } or StateFolderInUseException && Stopwatch.GetElapsedTime(start) < s_longest)
            {
                Thread.Sleep(s_pause);
            }
        }
    }
}
