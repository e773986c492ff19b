using System.Runtime.InteropServices;

namespace PortManager.Server.Hosting;

/// <summary>The signals that end the daemon, the one that reopens its log and restores its files, and one that would end it without a word.</summary>
internal sealed class DaemonSignals : IDisposable
{
    // SIGXFSZ: at the limit of a file's length (ulimit -f) a write is to fail, as on a full disk.
    private const int FileTooLong = 25;
    private const nint Ignore = 1; // SIG_IGN

    private readonly List<IDisposable> _registrations = [];

    /// <param name="refresh">Is called at SIGHUP, on another thread.</param>
    /// <param name="stop">Is called with what ends the daemon, on another thread, maybe several times.</param>
    /// <param name="request">Ends it as well.</param>
    public DaemonSignals(Action refresh, Action<string> stop, CancellationToken request)
    {
        Handle(PosixSignal.SIGTERM, () => stop("SIGTERM"));
        Handle(PosixSignal.SIGINT, () => stop("SIGINT"));
        Handle(PosixSignal.SIGHUP, refresh);
        // Until the process ends: its last lines are written when the others are handled no more.
        Signal(FileTooLong, Ignore);
        _registrations.Add(request.Register(() => stop("request")));
    }

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Handle(PosixSignal signal, Action action) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        }));

    [DllImport("libc", EntryPoint = "signal", ExactSpelling = true)]
    private static extern nint Signal(int number, nint handler);
}
