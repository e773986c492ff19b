namespace PortManager.Client;

/// <summary>The connection that holds the ports, and what becomes of them when it drops.</summary>
/// <param name="connection">The connection.</param>
/// <param name="time">Tells the time.</param>
/// <param name="onAway">Is called once if attempts to reconnect fail for longer than a restart takes.</param>
internal sealed class Holding(RequestConnection connection, TimeProvider time, Action<Exception> onAway)
{
    private static readonly TimeSpan s_restartTime = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _reconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _trouble;
    private long? _failingSince;
    private bool _isAwaySaid;

    public RequestConnection Connection => connection;

    /// <summary>Completes when the connection has closed and each of its ports is claimed again or lost.</summary>
    public Task Guard { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the connection has closed and the port manager answers again. The ports may not be claimed yet.</summary>
    public Task Reconnected => Task.WhenAny(_reconnected.Task, Guard);

    /// <summary>Why the port manager is away: the last error. Null if it is not.</summary>
    public Exception? Trouble => Reconnected.IsCompleted || !connection.HasEnded
        ? null
        : Volatile.Read(ref _trouble) ?? connection.Ended.Result;

    /// <summary>Notes that an attempt to reconnect has failed.</summary>
    public void OnFailed(Exception cause)
    {
        Volatile.Write(ref _trouble, cause);
        _failingSince ??= time.GetTimestamp();
        if (_isAwaySaid || time.GetElapsedTime(_failingSince.Value) < s_restartTime)
            return;
        _isAwaySaid = true;
        onAway(cause);
    }

    /// <summary>Notes that the port manager answers again.</summary>
    public void OnReconnected() => _reconnected.TrySetResult();
}
