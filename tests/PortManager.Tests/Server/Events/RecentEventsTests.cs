using PortManager.Server.Events;

namespace PortManager.Tests.Server.Events;

/// <summary>The latest events, and who has missed which.</summary>
public class RecentEventsTests
{
    private readonly RecentEvents _recent = new(TimeProvider.System);

    [Fact]
    public void Who_says_what_he_has_is_given_the_rest_in_order()
    {
        long start = _recent.LastId;
        Add(3);

        Assert.Equal([1, 2, 3], Since(start)!);
        Assert.Equal([3], Since(start + 2)!);
        Assert.Empty(Since(start + 3)!);
    }

    [Fact]
    public void No_more_is_given_than_was_asked_for()
    {
        long start = _recent.LastId;
        Add(5);

        Assert.True(_recent.TryGetSince(start, 2, out DaemonEvent[] events));
        Assert.Equal([1, 2], events.Select(e => e.Port));
        Assert.Equal([4, 5], _recent.Latest(2).Select(e => e.Port));
    }

    [Fact]
    public void The_oldest_are_forgotten_and_who_lacks_one_of_them_is_told()
    {
        long start = _recent.LastId;
        Add(RecentEvents.Capacity + 5);

        Assert.Null(Since(start + 4));
        Assert.Equal(RecentEvents.Capacity, Since(start + 5)!.Length);
        Assert.Equal(6, Since(start + 5)![0]);
        Assert.Equal(RecentEvents.Capacity, _recent.Latest(int.MaxValue).Length);
    }

    [Fact]
    public void A_number_that_is_not_of_this_daemon_is_unknown()
    {
        Add(1);

        Assert.Null(Since(0));
        Assert.Null(Since(-1));
        Assert.Null(Since(long.MaxValue));
        Assert.Null(Since(_recent.LastId + 1));
    }

    [Fact]
    public void A_later_daemon_has_greater_numbers_than_one_that_was_busy_all_the_time()
    {
        Add(2000);
        var later = new RecentEvents(new Later(TimeProvider.System.GetUtcNow().AddMilliseconds(2000)));

        Assert.True(later.LastId > _recent.LastId);
    }

    private int[]? Since(long id) => _recent.TryGetSince(id, int.MaxValue, out DaemonEvent[] events) ? [.. events.Select(e => e.Port)] : null;

    private void Add(int count)
    {
        for (int i = 1; i <= count; i++)
            _recent.Add(new DaemonEvent(EventKind.Added, i));
    }

    private sealed class Later(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
