using PortManager.Lab;
using PortManager.Server.LabView;

namespace PortManager.Tests.Server.LabView;

/// <summary>The directory is followed while somebody looks, and a minute longer.</summary>
public sealed class LabFollowerTests : IDisposable
{
    private readonly Timers _time = new();
    private readonly LabFollower _follower;

    // Nobody listens there.
    public LabFollowerTests() => _follower = new LabFollower(new LabOptions { Endpoints = [new Uri("http://127.0.0.1:1")] }, new LabState(_time), _time);

    public void Dispose() => _follower.Dispose();

    [Fact]
    public void Nothing_is_followed_before_somebody_looks() => Assert.False(_follower.IsFollowing);

    [Fact]
    public async Task Who_looks_learns_that_etcd_does_not_answer()
    {
        using IDisposable look = _follower.Look();

        await _follower.State.Known.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(LabFreshness.Away, _follower.State.Read().Freshness.State);
    }

    [Fact]
    public void It_goes_on_until_a_minute_after_the_last_one_has_looked_away()
    {
        IDisposable first = _follower.Look(), second = _follower.Look();
        first.Dispose();
        first.Dispose();
        Assert.Null(_time.Latest);
        second.Dispose();

        Assert.True(_follower.IsFollowing);
        Assert.Equal(TimeSpan.FromMinutes(1), _time.Latest!.DueTime);
        _time.Latest.Fire();
        Assert.False(_follower.IsFollowing);
    }

    [Fact]
    public void Who_looks_again_within_the_minute_has_it_go_on()
    {
        _follower.Look().Dispose();
        Timer before = _time.Latest!;
        using IDisposable again = _follower.Look();

        // As if it had been due at that very moment.
        before.Fire();
        Assert.True(_follower.IsFollowing);
    }

    /// <summary>A clock whose timers end when a test says so.</summary>
    private sealed class Timers : TimeProvider
    {
        public Timer? Latest { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Latest = new Timer(() => callback(state), dueTime);
    }

    private sealed record Timer(Action Fire, TimeSpan DueTime) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // It never ends by itself.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
