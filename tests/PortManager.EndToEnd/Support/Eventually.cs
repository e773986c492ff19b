using System.Diagnostics;

namespace PortManager.EndToEnd.Support;

/// <summary>Waits for what another process does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks again and again until something is so; a failure says what was waited for.</summary>
    public static Task Holds(string what, Func<bool> condition) => Holds(what, () => Task.FromResult(condition()));

    /// <summary>Looks again and again until something is so that has to be asked for.</summary>
    public static async Task Holds(string what, Func<Task<bool>> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_deadline, $"this did not come about: {what}");
            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }
    }
}
