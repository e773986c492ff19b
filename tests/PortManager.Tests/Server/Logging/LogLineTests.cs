using Microsoft.Extensions.Logging;
using PortManager.Server.Logging;

namespace PortManager.Tests.Server.Logging;

public class LogLineTests
{
    private static readonly string s_host = Environment.MachineName;

    [Theory]
    [InlineData(LogLevel.Trace, "debug")]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Warning, "warning")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "error")]
    public void The_level_is_the_first_word(LogLevel level, string word) => Assert.Equal(
        $"{word}   November 03, 2026 07:08:09 {s_host} allocated port 30001",
        Written(new LogLine(level, new DateTimeOffset(2026, 11, 3, 7, 8, 9, TimeSpan.Zero), "allocated port 30001"), TimeZoneInfo.Utc));

    [Theory]
    [InlineData(2026, 1, 1, 0, 0, 0, "January 01, 2026 00:00:00")]
    [InlineData(2028, 2, 29, 12, 0, 0, "February 29, 2028 12:00:00")]
    [InlineData(2026, 5, 10, 23, 59, 59, "May 10, 2026 23:59:59")]
    [InlineData(2026, 12, 31, 13, 1, 2, "December 31, 2026 13:01:02")]
    public void The_time_is_that_of_the_clock_on_the_wall(
        int year, int month, int day, int hour, int minute, int second, string written)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("lab", TimeSpan.FromHours(-5), null, null);
        var time = new DateTimeOffset(year, month, day, hour, minute, second, zone.BaseUtcOffset);

        Assert.Equal(
            $"info   {written} {s_host} text", Written(new LogLine(LogLevel.Information, time.ToUniversalTime(), "text"), zone));
    }

    private static string Written(LogLine line, TimeZoneInfo zone)
    {
        var output = new StringWriter();
        line.WriteTo(output, new LogClock(zone));
        return output.ToString().TrimEnd('\n');
    }
}
