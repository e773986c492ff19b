using System.Diagnostics;
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
    public async Task A_name_that_does_not_come_is_waited_for_half_a_second_and_used_when_it_comes()
    {
        _directory.Hang();
        long start = Stopwatch.GetTimestamp();

        Assert.Null(await _names.OfAsync(7));

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.4, 30);
        Assert.Equal("7", _names.LastKnown(7));
        _directory.Recover();
        Patience.Until(() => _names.LastKnown(7) == "user7");
        Assert.Equal("user7", await _names.OfAsync(7));
        Assert.Equal([7], _directory.Asked);
    }

    [Fact]
    public async Task A_name_that_is_old_is_used_at_once_and_asked_for_once()
    {
        await _names.OfAsync(7);
        _clock.Pass(TimeSpan.FromMinutes(6));
        _directory.Hang();
        _directory.Name = _ => "renamed";

        for (int i = 0; i < 100; i++)
        {
            ValueTask<string?> name = _names.OfAsync(7);
            Assert.True(name.IsCompleted);
            Assert.Equal("user7", await name);
        }

        Patience.Until(() => _directory.Asked.Count == 2);
        _directory.Recover();
        Patience.Until(() => _names.LastKnown(7) == "renamed");
        Assert.Equal([7, 7], _directory.Asked);
    }

    [Fact]
    public async Task A_name_that_cannot_be_had_again_stays()
    {
        await _names.OfAsync(7);
        _clock.Pass(TimeSpan.FromMinutes(6));
        _directory.Name = _ => null;

        await _names.OfAsync(7);
        Patience.Until(() => _directory.Asked.Count == 2);
        await _names.OfAsync(8);

        Assert.Equal("user7", _names.LastKnown(7));
        Assert.Equal("8", _names.LastKnown(8));
    }

    [Fact]
    public async Task Those_who_hang_take_one_thread_which_is_none_of_the_pools()
    {
        _directory.Hang();

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(user => _names.OfAsync(user).AsTask()));

        Assert.Equal([0], _directory.Asked);
        _directory.Recover();
        Patience.Until(() => _directory.Asked.Count == LookUpThread<long>.MostAsked);
        Thread thread = Assert.Single(_directory.Threads.Distinct());
        Assert.False(thread.IsThreadPoolThread);
        Assert.True(thread.IsBackground);
    }

    [Fact]
    public async Task Where_too_many_wait_already_nobody_else_does()
    {
        _directory.Hang();
        for (int user = 0; user < LookUpThread<long>.MostAsked; user++)
            _names.Prepare(user);

        ValueTask<string?> name = _names.OfAsync(1_000_000);

        Assert.True(name.IsCompleted);
        Assert.Null(await name);
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _now += time.Ticks;

        public override long GetTimestamp() => _now;
    }
}
