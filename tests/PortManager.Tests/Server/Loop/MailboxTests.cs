using PortManager.Server.Loop;
using PortManager.Server.Native;

namespace PortManager.Tests.Server.Loop;

public sealed class MailboxTests : IDisposable
{
    private readonly Mailbox _mailbox = new();
    private readonly Epoll _epoll = new(1);
    private readonly List<int> _done = [];

    public MailboxTests() => _epoll.Add(_mailbox.Descriptor, Epoll.Readable, 0);

    private bool IsReadable => _epoll.Wait(0) == 1;

    public void Dispose()
    {
        _epoll.Dispose();
        _mailbox.Dispose();
    }

    [Fact]
    public void It_is_readable_as_long_as_there_is_work()
    {
        Assert.False(IsReadable);
        _mailbox.Post(() => _done.Add(1));
        _mailbox.Post(() => _done.Add(2));
        Assert.True(IsReadable);

        _mailbox.RunAll();

        Assert.Equal([1, 2], _done);
        Assert.False(IsReadable);
    }

    [Fact]
    public void Work_that_work_posts_is_done_in_the_next_turn()
    {
        _mailbox.Post(() =>
        {
            _done.Add(1);
            _mailbox.Post(() => _done.Add(2));
        });

        _mailbox.RunAll();
        Assert.Equal([1], _done);
        Assert.True(IsReadable);
        _mailbox.RunAll();
        Assert.Equal([1, 2], _done);
    }

    [Fact]
    public async Task Whatever_many_threads_post_is_done_once_and_in_their_order()
    {
        const int Posts = 10_000;
        int[] last = new int[4];
        Task[] threads = [.. Enumerable.Range(0, last.Length).Select(thread => Task.Run(
            () =>
            {
                for (int i = 1; i <= Posts; i++)
                {
                    int number = i;
                    _mailbox.Post(() => last[thread] = last[thread] == number - 1 ? number : -1);
                }
            },
            TestContext.Current.CancellationToken))];

        while (last.Any(l => l >= 0 && l < Posts))
        {
            if (_epoll.Wait(60_000) == 0)
                break;
            _mailbox.RunAll();
        }

        await Task.WhenAll(threads);
        Assert.All(last, l => Assert.Equal(Posts, l));
    }
}
