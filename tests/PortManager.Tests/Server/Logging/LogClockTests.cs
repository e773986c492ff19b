using PortManager.Server.Logging;

namespace PortManager.Tests.Server.Logging;

public class LogClockTests
{
    private static readonly DateTimeOffset s_moment = new(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);

    [Fact]
    public void Each_second_has_its_own_text_forward_and_back()
    {
        var clock = new LogClock(TimeZoneInfo.Utc);

        Assert.Equal("December 31, 2026 23:59:59", clock.Text(s_moment));
        Assert.Equal("January 01, 2027 00:00:00", clock.Text(s_moment.AddSeconds(1)));
        Assert.Equal("December 31, 2026 23:59:59", clock.Text(s_moment));
    }

    [Fact]
    public void Parts_of_a_second_are_left_out()
    {
        var clock = new LogClock(TimeZoneInfo.Utc);

        Assert.Equal("December 31, 2026 23:59:59", clock.Text(s_moment.AddMilliseconds(999)));
        Assert.Equal("December 31, 2026 23:59:59", clock.Text(s_moment.AddMilliseconds(1)));
    }
}
