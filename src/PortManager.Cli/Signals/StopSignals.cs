using System.Runtime.InteropServices;
using PortManager.Cli.Errors;

namespace PortManager.Cli.Signals;

/// <summary>Handles SIGINT and SIGTERM, for verbs that have to clean up, or that these signals end normally.</summary>
internal sealed class StopSignals : IDisposable
{
    // Never disposed: a signal may still arrive after Dispose.
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signal;

    public StopSignals()
    {
        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)SignalNumber.Interrupt, Stop));
        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)SignalNumber.Terminate, Stop));
    }

    /// <summary>A token that is cancelled when a signal comes.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Completes when a signal comes.</summary>
    public Task Came => _came.Task;

    public bool HaveCome => _came.Task.IsCompleted;

    /// <summary>The exit code for a verb that the signal interrupted.</summary>
    public int ExitCodeOfSignal => ExitCode.OfSignals + _signal;

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        _signal = (int)context.Signal;
        _came.TrySetResult();
        _stop.Cancel();
    }
}
