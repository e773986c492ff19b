using PortManager.Protocol;
using PortManager.Server.Allocations;

namespace PortManager.Tests.Server.Allocations;

public sealed class WatcherTests : IDisposable
{
    // What a watcher may keep, one row more, and a listing of the few rows that there are here.
    private const int MostBytes = (64 * 1024) + 1024;

    private readonly Lab _lab = new();
    private readonly Watcher _watcher = new(PortFilter.Everything);

    [Fact]
    public void Who_subscribes_gets_the_listing_and_then_each_change_once()
    {
        _lab.Take("s");
        Assert.Equal("OK 1\n30001 s u\n", _lab.Shared.Subscription(_watcher));

        FakeHolder holder = _lab.Take("t");
        Assert.Equal("+ 30002 t u\n", _lab.Shared.Drained(_watcher));

        _lab.Shared.Leave(holder);
        _lab.Take("Epics Display", "fox");
        Assert.Equal("- 30002 t u\n+ 30003 {Epics Display} fox\n", _lab.Shared.Drained(_watcher));
        Assert.Equal("", _lab.Shared.Drained(_watcher));
    }

    [Fact]
    public void A_new_name_is_a_removal_and_then_an_addition()
    {
        FakeHolder plain = _lab.Take("s");
        _lab.Take("s");
        _lab.Shared.Subscription(_watcher);

        _lab.Shared.Leave(plain);

        Assert.Equal("- 30001 s u\n- 30002 s_1 u\n+ 30002 s u\n", _lab.Shared.Drained(_watcher));
    }

    [Fact]
    public void Only_what_matches_the_filter_is_told()
    {
        using var watcher = new Watcher(new PortFilter(Service: "s"));
        FakeHolder plain = _lab.Take("s");
        _lab.Take("other");
        Assert.Equal("OK 1\n30001 s u\n", _lab.Shared.Subscription(watcher));

        _lab.Take("s");
        _lab.Take("t");
        Assert.Equal("", _lab.Shared.Drained(watcher));
        Assert.False(watcher.WaitAsync(CancellationToken.None).IsCompleted);

        _lab.Shared.Leave(plain);
        Assert.Equal("- 30001 s u\n+ 30003 s u\n", _lab.Shared.Drained(watcher));
    }

    [Fact]
    public void Who_has_unsubscribed_is_told_nothing()
    {
        _lab.Shared.Subscription(_watcher);
        _lab.Shared.Unsubscribe(_watcher);

        _lab.Take("s");

        Assert.Equal("", _lab.Shared.Drained(_watcher));
    }

    [Fact]
    public async Task A_watcher_is_woken_by_the_first_change_and_again_after_it_was_told()
    {
        _lab.Shared.Subscription(_watcher);
        Task first = _watcher.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);

        _lab.Take("s");
        _lab.Take("s");
        await first;
        _lab.Shared.Drained(_watcher);
        _lab.Take("s");

        await _watcher.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("+ 30003 s_2 u\n", _lab.Shared.Drained(_watcher));
    }

    [Fact]
    public void Who_does_not_keep_up_gets_a_fresh_listing_and_then_changes_again()
    {
        _lab.Take("s");
        _lab.Shared.Subscription(_watcher);
        Churn(100_000);

        Assert.True(_watcher.HasMissed);
        Assert.Equal("OK 1\n30001 s u\n", _lab.Shared.Drained(_watcher));
        Assert.False(_watcher.HasMissed);

        _lab.Take("t", "v");
        Assert.Matches("^\\+ \\d+ t v\n$", _lab.Shared.Drained(_watcher));
    }

    [Fact]
    public void The_fresh_listing_keeps_to_the_filter()
    {
        using var watcher = new Watcher(new PortFilter(User: "u"));
        _lab.Take("s", "v");
        _lab.Shared.Subscription(watcher);
        Churn(100_000);

        Assert.Equal("OK 0\n", _lab.Shared.Drained(watcher));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(10_000)]
    public void However_much_happens_what_is_kept_for_a_watcher_is_bounded(int changes)
    {
        _lab.Shared.Subscription(_watcher);
        for (int i = 0; i < 100_000 / changes; i++)
        {
            Churn(changes);
            Assert.InRange(_lab.Shared.Drained(_watcher).Length, 1, MostBytes);
        }
    }

    [Fact]
    public async Task Little_is_kept_for_a_watcher_who_has_not_read_what_was_sent_before()
    {
        _lab.Shared.Subscription(_watcher);
        Churn(1000);
        Assert.True(_watcher.HasMissed);
        _lab.Shared.Drained(_watcher);
        Churn(1000);
        Assert.True(_watcher.HasMissed);
        _lab.Shared.Drained(_watcher);

        await _watcher.WaitAsync(TestContext.Current.CancellationToken);
        Churn(1000);
        Assert.False(_watcher.HasMissed);
        Assert.StartsWith("+ ", _lab.Shared.Drained(_watcher), StringComparison.Ordinal);
    }

    public void Dispose() => _watcher.Dispose();

    private void Churn(int changes)
    {
        for (int i = 0; i < changes; i += 2)
            _lab.Registry.Leave(_lab.Take("service that comes and goes"));
        _lab.Changes.Clear();
    }
}
