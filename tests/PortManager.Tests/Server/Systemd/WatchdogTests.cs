using System.Globalization;
using PortManager.Server.Systemd;

namespace PortManager.Tests.Server.Systemd;

[Collection(Alone.Name)]
public sealed class WatchdogTests : IDisposable
{
    private const string Process = "WATCHDOG_PID";
    private const string Microseconds = "WATCHDOG_USEC";

    private readonly string? _process = Environment.GetEnvironmentVariable(Process);
    private readonly string? _microseconds = Environment.GetEnvironmentVariable(Microseconds);

    [Theory]
    [InlineData("30000000", 30_000)]
    [InlineData("1500", 1.5)]
    [InlineData("1", 1)]
    public void The_interval_is_in_microseconds(string microseconds, double milliseconds)
    {
        foreach (string? process in new[] { null, "", Environment.ProcessId.ToString(CultureInfo.InvariantCulture) })
        {
            Set(process, microseconds);
            Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Watchdog.Interval);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "")]
    [InlineData(null, "0")]
    [InlineData(null, "-1")]
    [InlineData(null, "1.5")]
    [InlineData(null, "soon")]
    [InlineData(null, "99999999999999999999")]
    [InlineData("1", "30000000")]
    [InlineData("soon", "30000000")]
    public void Without_a_sensible_interval_that_is_for_this_process_there_is_none(string? process, string? microseconds)
    {
        Set(process, microseconds);
        Assert.Null(Watchdog.Interval);
    }

    public void Dispose() => Set(_process, _microseconds);

    private static void Set(string? process, string? microseconds)
    {
        Environment.SetEnvironmentVariable(Process, process);
        Environment.SetEnvironmentVariable(Microseconds, microseconds);
    }
}
