using PortManager.Server.Events;

namespace PortManager.Tests.Server.Events;

/// <summary>The latest events, and what a client that reconnects has missed.</summary>
public class RecentEventsTests
{
    private readonly RecentEvents _recent = new(TimeProvider.System);

    [Fact]
    public void A_client_that_says_what_it_has_is_given_the_rest_in_order()
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
    public void The_oldest_are_forgotten_and_a_client_that_lacks_one_of_them_is_told()
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

    [Fact]
    public void Listeners_are_told_once_of_all_events_of_a_turn_and_not_at_all_without_one()
    {
        int told = 0;
        _recent.Happened += () => told++;

        _recent.Tell();
        Assert.Equal(0, told);

        Add(3);
        Assert.Equal(0, told);
        _recent.Tell();
        _recent.Tell();
        Assert.Equal(1, told);
    }

    [Fact]
    public async Task A_reader_sees_whole_events_in_order_and_without_a_gap_while_others_are_added()
    {
        const int All = 200_000;
        Task adding = Task.Run(() => Add(All), TestContext.Current.CancellationToken);
        long lastPort = 0;
        do
        {
            DaemonEvent[] latest = _recent.Latest(50);
            long last = latest.Length > 0 ? latest[0].Port - 1 : 0;
            Assert.Equal(latest.Select((_, i) => last + 1 + i), latest.Select(e => (long)e.Port));
            Assert.True(last >= lastPort - 50);
            lastPort = last;
            if (latest.Length > 0 && _recent.TryGetSince(latest[0].Id, 50, out DaemonEvent[] since))
                Assert.Equal(since.Select((_, i) => latest[0].Id + 1 + i), since.Select(e => e.Id));
        }
        while (!adding.IsCompleted);
        await adding;

        Assert.Equal(All, _recent.Latest(1).Single().Port);
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
