using System.Runtime.InteropServices;
using PortManager.Cli.Native;
using PortManager.Cli.Signals;

namespace PortManager.Cli.Processes;

/// <summary>Forwards signals from this process to its child. Those that come before the child starts are sent once it has started.</summary>
internal sealed class ForwardedSignals : IDisposable
{
    private static readonly int[] s_forwarded =
    [
        SignalNumber.HangUp, SignalNumber.Interrupt, SignalNumber.Quit, SignalNumber.User1, SignalNumber.User2,
        SignalNumber.Terminate, SignalNumber.WindowSize,
    ];

    private readonly TaskCompletionSource<int> _child = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _registrations = [];

    public ForwardedSignals()
    {
        foreach (int signal in s_forwarded)
        {
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                if (!ComesFromTerminal(signal))
                    _ = ForwardAsync(signal);
            }));
        }
    }

    public void SetChild(int process) => _child.SetResult(process);

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    // A terminal sends the signals of its keys to its whole foreground group, which includes the child. Forwarded, they would come twice.
    private static bool ComesFromTerminal(int signal) =>
        signal is SignalNumber.Interrupt or SignalNumber.Quit && Terminal.IsInForeground();

    private async Task ForwardAsync(int signal) => _ = PosixCalls.Kill(await _child.Task, signal);
}
