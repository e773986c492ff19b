using PortManager.Server.Loop;

namespace PortManager.Tests.Server.Loop;

public class DelayQueueTests
{
    private readonly DelayQueue<string> _queue = new(100);

    [Fact]
    public void An_empty_one_is_never_due()
    {
        Assert.Equal(long.MaxValue, _queue.NextDue);
        Assert.False(_queue.TryTake(long.MaxValue, out _));
    }

    [Fact]
    public void Each_is_due_when_its_time_has_come_and_taken_once()
    {
        _queue.Add("a", now: 1);
        _queue.Add("b", now: 1);
        _queue.Add("c", now: 50);
        Assert.Equal(101, _queue.NextDue);
        Assert.False(_queue.TryTake(100, out _));

        Assert.True(_queue.TryTake(101, out string? first));
        Assert.True(_queue.TryTake(101, out string? second));
        Assert.False(_queue.TryTake(149, out _));
        Assert.Equal(150, _queue.NextDue);
        Assert.True(_queue.TryTake(1000, out string? third));

        Assert.Equal(["a", "b", "c"], [first, second, third]);
        Assert.Equal(long.MaxValue, _queue.NextDue);
    }
}
