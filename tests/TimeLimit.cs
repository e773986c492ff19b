using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: PortManager.TimeLimit]

namespace PortManager;

/// <summary>Ends the run where a test hangs, and says which: a run that never ends says nothing.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    private const int Minutes = 5;

    private readonly ConcurrentDictionary<string, Timer> _running = [];

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        _running[test.UniqueID] = new Timer(End, test.TestDisplayName, TimeSpan.FromMinutes(Minutes), Timeout.InfiniteTimeSpan);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_running.TryRemove(test.UniqueID, out Timer? timer))
            timer.Dispose();
    }

    private static void End(object? test)
    {
        Console.Error.WriteLine($"{test} has not ended after {Minutes} minutes");
        Environment.Exit(1);
    }
}
