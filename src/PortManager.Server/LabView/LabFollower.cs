using PortManager.Lab;

namespace PortManager.Server.LabView;

/// <summary>Follows the directory of the lab while somebody looks, and a minute longer. Any thread may use it.</summary>
/// <param name="options">Where the directory is.</param>
/// <param name="state">Takes what is learnt.</param>
/// <param name="time">Tells the time.</param>
internal sealed class LabFollower(LabOptions options, LabState state, TimeProvider time) : IDisposable
{
    /// <summary>A lab with more keys than this is not shown: the daemon would need hundreds of megabytes for it.</summary>
    private const int MaxKeys = 100_000;

    /// <summary>Names that are together longer than this are no service's. The line protocol's are at most 4,096 bytes by default.</summary>
    private const int MaxLength = 4096;

    private static readonly TimeSpan s_idleTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private int _lookers;
    private Task _running = Task.CompletedTask;
    private CancellationTokenSource? _stop;
    private ITimer? _idle;

    public LabState State => state;

    /// <summary>Whether it follows.</summary>
    public bool IsFollowing
    {
        get
        {
            lock (_lock)
                return _stop is not null;
        }
    }

    /// <summary>Begins to look, until the result is disposed of.</summary>
    public IDisposable Look()
    {
        lock (_lock)
        {
            _lookers++;
            _idle?.Dispose();
            _idle = null;
            if (_stop is null)
            {
                _stop = new CancellationTokenSource();
                CancellationToken stop = _stop.Token;
                Task before = _running;
                _running = Task.Run(() => RunAsync(before, stop));
            }
        }

        return new Looker(this);
    }

    public void Dispose() => Stop();

    private void LookAway()
    {
        lock (_lock)
        {
            if (--_lookers == 0)
                _idle = time.CreateTimer(_ => StopIfIdle(), null, s_idleTime, Timeout.InfiniteTimeSpan);
        }
    }

    private void StopIfIdle()
    {
        lock (_lock)
        {
            if (_lookers == 0)
                Stop();
        }
    }

    private void Stop()
    {
        lock (_lock)
        {
            _idle?.Dispose();
            _idle = null;
            _stop?.Cancel();
            _stop = null;
        }
    }

    private async Task RunAsync(Task before, CancellationToken stop)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            while (true)
            {
                await FollowAsync(stop).ConfigureAwait(false);
                await Task.Delay(s_pause, time, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            state.Forget();
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        try
        {
            using var watch = new LabWatch(options, new LabFilter(null, null, null, null) { MaxLength = MaxLength }, MaxKeys) { Asked = Take };
            await foreach (LabNews news in watch.RunNewsAsync(stop).ConfigureAwait(false))
                state.Take(news);
        }
        catch (LabException e)
        {
            state.Unanswered(e.InnerException?.Message ?? e.Message);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Whatever it is, who looks is to see that, and that it is tried again.
            state.Unanswered($"{e.GetType().Name}: {e.Message}");
        }
    }

    private void Take(string? problem)
    {
        if (problem is null)
            state.Answered();
        else
            state.Unanswered(problem);
    }

    private sealed class Looker(LabFollower follower) : IDisposable
    {
        private int _isDone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDone, 1) == 0)
                follower.LookAway();
        }
    }
}
