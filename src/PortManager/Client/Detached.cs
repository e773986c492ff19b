namespace PortManager.Client;

/// <summary>
/// Starts work that outlives the call that begins it. It runs on the thread pool, without the caller's execution context: else the
/// caller's request, activity and logging scopes would live as long as the client.
/// </summary>
internal static class Detached
{
    public static Task RunAsync(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Task.Run(work);
        using (ExecutionContext.SuppressFlow())
            return Task.Run(work);
    }
}
