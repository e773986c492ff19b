using PortManager.Server.Loop;

namespace PortManager.Tests.Server.Loop;

public class MaintenanceTimersTests
{
    private readonly MaintenanceTimers _timers = new();
    private readonly List<string> _ran = [];

    [Fact]
    public void Without_tasks_nothing_is_due() => Assert.Equal(long.MaxValue, _timers.NextDue);

    [Fact]
    public void A_task_runs_once_when_it_is_due()
    {
        _timers.Once(TimeSpan.FromSeconds(1), now: 5, () => _ran.Add("once"));
        Assert.Equal(1005, _timers.NextDue);

        _timers.Run(1004);
        Assert.Empty(_ran);
        _timers.Run(1005);
        _timers.Run(9999);

        Assert.Equal(["once"], _ran);
        Assert.Equal(long.MaxValue, _timers.NextDue);
    }

    [Fact]
    public void A_periodic_task_runs_again_an_interval_after_it_ran_and_not_for_those_it_missed()
    {
        _timers.Every(TimeSpan.FromMilliseconds(100), now: 0, () => _ran.Add("every"));

        foreach (long now in new long[] { 99, 100, 150, 199, 200, 1000, 1050, 1100 })
            _timers.Run(now);

        Assert.Equal(4, _ran.Count);
        Assert.Equal(1200, _timers.NextDue);
    }

    [Fact]
    public void A_task_may_add_another()
    {
        _timers.Every(TimeSpan.FromMilliseconds(100), 0, () => _ran.Add("every"));
        _timers.Once(TimeSpan.FromMilliseconds(50), 0, () => _timers.Once(TimeSpan.FromMilliseconds(10), 50, () => _ran.Add("added")));

        _timers.Run(50);
        Assert.Equal(60, _timers.NextDue);
        _timers.Run(60);
        _timers.Run(100);

        Assert.Equal(["added", "every"], _ran);
    }
}
