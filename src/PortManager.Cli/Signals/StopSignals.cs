using System.Runtime.InteropServices;
using PortManager.Cli.Errors;

namespace PortManager.Cli.Signals;

/// <summary>SIGINT and SIGTERM, for verbs that have to clean up or whose normal end they are.</summary>
internal sealed class StopSignals : IDisposable
{
    // Never disposed of: a signal may still be on its way when nobody waits for it any more.
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signal;

    public StopSignals()
    {
        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)SignalNumber.Interrupt, Stop));
        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)SignalNumber.Terminate, Stop));
    }

    /// <summary>Cancelled when a signal comes.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Completes when a signal comes.</summary>
    public Task Came => _came.Task;

    public bool HaveCome => _came.Task.IsCompleted;

    /// <summary>The exit code for a verb that the signal kept from its work.</summary>
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
