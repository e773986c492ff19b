using System.Runtime.InteropServices;

namespace PortManager.Server.Hosting;

/// <summary>The signals that end the daemon, and the one that reopens its log and restores its files.</summary>
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
        _registrations.Add(request.Register(() => stop("request")));
    }

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Handle(PosixSignal signal, Action action) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        }));
}
