namespace PortManager.Tests.Client;

/// <summary>The requests that a peer has received, and the tests that wait for them.</summary>
internal sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly List<(Func<string, bool> IsSuch, int Count, TaskCompletionSource Came)> _waiting = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _lines.Add(line);
            _waiting.RemoveAll(HasCome);
        }
    }

    public Task ReceivedAsync(Func<string, bool> isSuch, int count)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!HasCome((isSuch, count, came)))
                _waiting.Add((isSuch, count, came));
        }

        return came.Task.Bounded();
    }

    private bool HasCome((Func<string, bool> IsSuch, int Count, TaskCompletionSource Came) wait) =>
        _lines.Count(wait.IsSuch) >= wait.Count && wait.Came.TrySetResult();
}
