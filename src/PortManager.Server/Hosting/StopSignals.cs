using System.Runtime.InteropServices;

namespace PortManager.Server.Hosting;

/// <summary>The signals that end the daemon, and the one that reopens its log and restores its files.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource<string> _cause = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> _registrations = [];

    public StopSignals(Action refresh, CancellationToken stop)
    {
        Handle(PosixSignal.SIGTERM, () => _cause.TrySetResult("SIGTERM"));
        Handle(PosixSignal.SIGINT, () => _cause.TrySetResult("SIGINT"));
        Handle(PosixSignal.SIGHUP, refresh);
        _registrations.Add(stop.Register(() => _cause.TrySetResult("request")));
    }

    /// <summary>Completes with what ends the daemon.</summary>
    public Task<string> Cause => _cause.Task;

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Handle(PosixSignal signal, Action action) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        }));
}
