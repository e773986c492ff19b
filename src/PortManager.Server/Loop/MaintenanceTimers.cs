namespace PortManager.Server.Loop;

/// <summary>The daemon's periodic tasks, which run between turns of the loop. None may take long.</summary>
internal sealed class MaintenanceTimers
{
    private readonly List<PeriodicTask> _tasks = [];

    /// <summary>When the next task is due, in milliseconds of the loop's clock; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    /// <summary>Has a task run once.</summary>
    public void Once(TimeSpan delay, long now, Action run) => Add(new PeriodicTask(now + Milliseconds(delay), null, run));

    /// <summary>Has a task run again and again.</summary>
    public void Every(TimeSpan interval, long now, Action run) => Add(new PeriodicTask(now + Milliseconds(interval), Milliseconds(interval), run));

    /// <summary>Runs the tasks that are due.</summary>
    public void Run(long now)
    {
        if (now < NextDue)
            return;
        for (int i = _tasks.Count - 1; i >= 0; i--)
        {
            PeriodicTask task = _tasks[i];
            if (task.Due > now)
                continue;
            if (task.Interval is { } interval)
                _tasks[i] = task with { Due = now + interval };
            else
                _tasks.RemoveAt(i);
            task.Run();
        }

        NextDue = _tasks.Count == 0 ? long.MaxValue : _tasks.Min(t => t.Due);
    }

    private void Add(PeriodicTask task)
    {
        _tasks.Add(task);
        NextDue = Math.Min(NextDue, task.Due);
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    private readonly record struct PeriodicTask(long Due, long? Interval, Action Run);
}
