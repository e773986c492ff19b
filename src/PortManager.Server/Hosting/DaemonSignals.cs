using System.Runtime.InteropServices;
using PortManager.Server.Native;

namespace PortManager.Server.Hosting;

/// <summary>
/// The signals that end the daemon, the one that reopens its log and restores its files, and one that would end it without a word. It is disposed of on the thread that made it.
/// </summary>
internal sealed class DaemonSignals : IDisposable
{
    private readonly List<IDisposable> _registrations = [];

    /// <param name="refresh">Is called at SIGHUP, on another thread.</param>
    /// <param name="stop">Is called with what ends the daemon, on another thread, maybe several times.</param>
    /// <param name="request">Ends it as well.</param>
    public DaemonSignals(Action refresh, Action<string> stop, CancellationToken request)
    {
        Handle(PosixSignal.SIGTERM, () => stop("SIGTERM"));
        Handle(PosixSignal.SIGINT, () => stop("SIGINT"));
        Handle(PosixSignal.SIGHUP, refresh);
        // At the limit of a file's length (ulimit -f) a write fails, as on a full disk, until the process ends: .NET would take a handler back before its last lines.
        LibC.SetSignalHandler(LibC.FileTooLong, LibC.Ignore);
        _registrations.Add(request.Register(() => stop("request")));
        SignalMask.LeaveToOthers();
    }

    public void Dispose()
    {
        SignalMask.Take();
        _registrations.ForEach(r => r.Dispose());
    }

    private void Handle(PosixSignal signal, Action action) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        }));
}
