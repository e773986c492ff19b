using PortManager.Server.Logging;

namespace PortManager.Tests.Server.Logging;

public sealed class BackgroundWorkerTests : IDisposable
{
    private readonly ManualResetEventSlim _mayWork = new(initialState: true);
    private readonly SemaphoreSlim _began = new(0);
    private readonly List<BackgroundWorker> _workers = [];
    private int _times;
    private int _atOnce;
    private int _mostAtOnce;
    private Thread? _thread;
    private bool _isBackground;

    [Fact]
    public void It_does_nothing_until_it_is_asked()
    {
        Assert.True(Start(TimeSpan.Zero).Finish(Patience.Limit));

        Assert.Equal(0, _times);
    }

    [Fact]
    public void It_works_on_a_thread_of_its_own()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);
        worker.Ask();
        Assert.True(worker.Finish(Patience.Limit));

        Assert.NotSame(Thread.CurrentThread, _thread);
        Assert.Equal("test", _thread!.Name);
        Assert.True(_isBackground);
    }

    [Fact]
    public void Asked_again_while_it_works_it_works_once_more_however_often_it_was_asked()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);
        _mayWork.Reset();
        worker.Ask();
        Assert.True(_began.Wait(Patience.Limit, TestContext.Current.CancellationToken));

        for (int i = 0; i < 1000; i++)
            worker.Ask();
        _mayWork.Set();
        Assert.True(worker.Finish(Patience.Limit));

        Assert.Equal(2, _times);
        Assert.Equal(1, _mostAtOnce);
    }

    [Fact]
    public void It_can_be_asked_any_number_of_times_one_after_the_other()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);
        for (int i = 0; i < 100; i++)
        {
            worker.Ask();
            Assert.True(_began.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        }

        Assert.True(worker.Finish(Patience.Limit));
        Assert.Equal(100, _times);
    }

    [Fact]
    public void It_rests_an_interval_and_what_was_asked_for_meanwhile_is_done_when_it_is_finished()
    {
        BackgroundWorker worker = Start(TimeSpan.FromHours(1));
        worker.Ask();
        Assert.True(_began.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        worker.Ask();
        worker.Ask();

        Assert.True(worker.Finish(Patience.Limit));

        Assert.Equal(2, _times);
    }

    [Fact]
    public void Work_that_does_not_end_is_left_behind()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);
        _mayWork.Reset();
        worker.Ask();
        Assert.True(_began.Wait(Patience.Limit, TestContext.Current.CancellationToken));

        Assert.False(worker.Finish(TimeSpan.FromMilliseconds(1)));
        worker.Dispose();
        _mayWork.Set();

        // The thread still needs what the worker has: it ends in peace.
        Assert.True(_thread!.Join(Patience.Limit));
    }

    [Fact]
    public void Its_thread_ends_when_it_is_not_asked_for_a_while_and_another_begins_when_it_is()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);
        worker.Ask();
        Assert.True(_began.Wait(Patience.Limit, TestContext.Current.CancellationToken));
        Thread first = _thread!;
        Assert.True(first.Join(Patience.Limit));

        worker.Ask();
        Assert.True(_began.Wait(Patience.Limit, TestContext.Current.CancellationToken));

        Assert.NotSame(first, _thread);
        Assert.True(worker.Finish(Patience.Limit));
        Assert.Equal(2, _times);
    }

    [Fact]
    public void One_that_was_never_asked_has_no_thread()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);

        Assert.True(worker.Finish(TimeSpan.Zero));

        Assert.Null(_thread);
    }

    [Fact]
    public void Once_it_is_finished_it_does_nothing_more()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);
        Assert.True(worker.Finish(Patience.Limit));

        worker.Ask();
        Assert.True(worker.Finish(Patience.Limit));

        Assert.Equal(0, _times);
    }

    [Fact]
    public void Work_that_many_threads_ask_for_is_done_after_the_last_of_them_asked()
    {
        BackgroundWorker worker = Start(TimeSpan.Zero);
        for (int round = 0; round < 200; round++)
        {
            int before = Volatile.Read(ref _times);
            Parallel.For(0, 4, _ => worker.Ask());
            Patience.Until(() => Volatile.Read(ref _times) > before);
        }
    }

    public void Dispose()
    {
        _mayWork.Set();
        foreach (BackgroundWorker worker in _workers)
        {
            Assert.True(worker.Finish(Patience.Limit));
            worker.Dispose();
        }

        _mayWork.Dispose();
        _began.Dispose();
    }

    private BackgroundWorker Start(TimeSpan interval)
    {
        var worker = new BackgroundWorker("test", interval, Work);
        _workers.Add(worker);
        return worker;
    }

    private void Work()
    {
        _thread = Thread.CurrentThread;
        _isBackground = _thread.IsBackground;
        _mostAtOnce = Math.Max(_mostAtOnce, Interlocked.Increment(ref _atOnce));
        _times++;
        _began.Release();
        _mayWork.Wait();
        Interlocked.Decrement(ref _atOnce);
    }
}
