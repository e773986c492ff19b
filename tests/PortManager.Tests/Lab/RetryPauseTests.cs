using PortManager.Lab;

namespace PortManager.Tests.Lab;

public class RetryPauseTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(3.3);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(1, 0.2)]
    [InlineData(4, 1.6)]
    [InlineData(5, 3.2)]
    [InlineData(6, 3.3)]
    [InlineData(1_000_000, 3.3)]
    public void The_longest_pause_doubles_with_each_failure_and_has_an_end(int failures, double seconds)
    {
        Assert.Equal(TimeSpan.Zero, RetryPause.After(failures, s_longest, 0));
        Assert.Equal(TimeSpan.FromSeconds(seconds / 2), RetryPause.After(failures, s_longest, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPause.After(failures, s_longest, 1));
    }

    [Fact]
    public void Three_hundred_daemons_that_try_again_and_again_are_spread_when_etcd_comes_back()
    {
        var random = new Random(1);
        double back = TimeSpan.FromSeconds(60).TotalMilliseconds;
        var tenths = new int[33];

        // Their etcd went away at the same moment, and refuses connections at once.
        for (int daemon = 0; daemon < 300; daemon++)
        {
            double now = 0;
            for (int failures = 0; now < back; failures++)
                now += RetryPause.After(failures, s_longest, random.NextDouble()).TotalMilliseconds;
            tenths[Math.Min((int)((now - back) / 100), tenths.Length - 1)]++;
        }

        // In each tenth of a second a part of them, and never most.
        Assert.Equal(300, tenths.Sum());
        Assert.InRange(tenths.Max(), 1, 45);
        Assert.InRange(tenths.Count(t => t > 0), 25, tenths.Length);
    }
}
