using PortManager.Server.Identity;

namespace PortManager.Tests.Server.Identity;

/// <summary>Look-ups that hang, fail and end.</summary>
public sealed class LookUpThreadTests : IDisposable
{
    private readonly HungDirectory _directory = new();
    private readonly LookUpThread<long> _thread;

    public LookUpThreadTests() => _thread = new LookUpThread<long>("test", _directory.LookUp);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_several_ask_for_at_once_is_looked_up_once_and_each_is_answered()
    {
        _directory.Hang();
        Task<string?>[] answers = [.. Enumerable.Range(0, 100).Select(_ => AskAsync(7))];
        _directory.Recover();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("user7", answer));
        Assert.Equal([7], _directory.Asked);
    }

    [Fact]
    public async Task What_is_asked_again_after_the_answer_is_looked_up_again()
    {
        await AskAsync(7);
        _directory.Name = _ => "renamed";

        Assert.Equal("renamed", await AskAsync(7));
        Assert.Equal([7, 7], _directory.Asked);
    }

    [Fact]
    public async Task A_look_up_that_fails_is_answered_with_nothing_and_the_next_one_is_done()
    {
        _directory.Name = user => user == 7 ? throw new InvalidOperationException() : "other";

        Assert.Null(await AskAsync(7));
        Assert.Equal("other", await AskAsync(8));
    }

    [Fact]
    public void If_too_many_wait_the_answer_is_nothing_at_once()
    {
        _directory.Hang();
        for (int user = 0; user < LookUpThread<long>.MaxAsked; user++)
            _thread.Ask(user, _ => { });

        Task<string?> refused = AskAsync(1_000_000);
        Task<string?> joined = AskAsync(1);

        Assert.True(refused.IsCompletedSuccessfully);
        Assert.False(joined.IsCompleted);
    }

    [Fact]
    public async Task Its_thread_ends_when_nothing_is_asked_for_a_while_and_another_begins_when_something_is()
    {
        await AskAsync(7);
        Thread first = _directory.Threads.Single();
        Assert.True(first.IsBackground);
        Assert.False(first.IsThreadPoolThread);
        Assert.True(first.Join(Patience.Limit));

        Assert.Equal("user8", await AskAsync(8));
        Assert.NotSame(first, _directory.Threads.Last());
    }

    private Task<string?> AskAsync(long user)
    {
        var answered = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread.Ask(user, answered.SetResult);
        return answered.Task;
    }
}
