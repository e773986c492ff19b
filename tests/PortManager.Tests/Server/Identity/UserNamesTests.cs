using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Identity;

/// <summary>Names of users, with a directory service that hangs.</summary>
public sealed class UserNamesTests : IDisposable
{
    private readonly HungDirectory _directory = new();
    private readonly Clock _clock = new();
    private readonly UserNames _names;

    public UserNamesTests() => _names = new UserNames(_clock, _directory.LookUp);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_name_that_does_not_come_holds_nobody_up_and_is_used_when_it_comes()
    {
        _directory.Hang();

        Assert.False(_names.TryFind(7, out _));
        Task prepared = _names.PrepareAsync(7);
        Assert.Equal("7", _names.LastKnown(7));
        Assert.False(_names.TryFind(7, out _));
        Assert.False(prepared.IsCompleted);

        _directory.Recover();
        Patience.Until(() => _names.TryFind(7, out string? name) && name == "user7");
        Assert.Equal("user7", _names.LastKnown(7));
        Assert.Equal([7], _directory.Asked);
    }

    [Fact]
    public async Task Whoever_asks_finds_the_name_when_it_is_told_that_there_is_an_answer()
    {
        var found = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _names.Ask(7, () => found.SetResult(_names.TryFind(7, out string? name) ? name : null));
        Assert.Equal("user7", await found.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));

        await _names.PrepareAsync(8).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.True(_names.TryFind(8, out string? other));
        Assert.Equal("user8", other);
        Assert.True(_names.PrepareAsync(8).IsCompleted);
    }

    [Fact]
    public async Task A_name_that_is_old_is_used_at_once_and_asked_for_once()
    {
        await PrepareAsync(7);
        _clock.Pass(TimeSpan.FromMinutes(6));
        _directory.Hang();
        _directory.Name = _ => "renamed";

        for (int i = 0; i < 100; i++)
        {
            Assert.True(_names.TryFind(7, out string? name));
            Assert.Equal("user7", name);
            Assert.True(_names.PrepareAsync(7).IsCompleted);
        }

        Patience.Until(() => _directory.Asked.Count == 2);
        _directory.Recover();
        Patience.Until(() => _names.LastKnown(7) == "renamed");
        Assert.Equal([7, 7], _directory.Asked);
    }

    [Fact]
    public async Task A_name_that_cannot_be_had_again_stays()
    {
        await PrepareAsync(7);
        _clock.Pass(TimeSpan.FromMinutes(6));
        _directory.Name = _ => null;

        Assert.True(_names.TryFind(7, out _));
        Patience.Until(() => _directory.Asked.Count == 2);
        await PrepareAsync(8);

        Assert.Equal("user7", _names.LastKnown(7));
        Assert.Equal("8", _names.LastKnown(8));
        Assert.False(_names.TryFind(8, out _));
    }

    [Fact]
    public void Those_that_hang_take_one_thread_which_is_none_of_the_pools()
    {
        _directory.Hang();

        for (int user = 0; user < 1000; user++)
            _names.Prepare(user);

        Patience.Until(() => _directory.Asked.Count == 1);
        Assert.Equal([0], _directory.Asked);
        _directory.Recover();
        Patience.Until(() => _directory.Asked.Count == LookUpThread<long>.MaxAsked);
        Thread thread = Assert.Single(_directory.Threads.Distinct());
        Assert.False(thread.IsThreadPoolThread);
        Assert.True(thread.IsBackground);
    }

    [Fact]
    public void If_too_many_wait_already_nobody_else_does()
    {
        _directory.Hang();
        for (int user = 0; user < LookUpThread<long>.MaxAsked; user++)
            _names.Prepare(user);

        bool isAnswered = false;
        _names.Ask(1_000_000, () => isAnswered = true);

        Assert.True(isAnswered);
        Assert.True(_names.PrepareAsync(1_000_001).IsCompleted);
        Assert.False(_names.TryFind(1_000_000, out _));
    }

    private Task PrepareAsync(long user) => _names.PrepareAsync(user).WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;
    }
}
