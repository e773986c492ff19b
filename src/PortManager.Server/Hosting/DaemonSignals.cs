using System.Runtime.InteropServices;
using PortManager.Server.Native;

namespace PortManager.Server.Hosting;

/// <summary>
/// The signals that end the daemon, the one that reopens its log and restores its files, and one that would end it without a word. They are the daemon's until the process is over:
/// a second SIGTERM would else end it while it deletes its files.
/// </summary>
internal static class DaemonSignals
{
    // What nobody refers to is given back.
    private static readonly List<IDisposable> s_registrations = [];
    private static volatile bool s_isOver;

    /// <summary>Has no signal end the process without a word, nor be kept from it by whoever started it. To be called before anything is written.</summary>
    public static void Prepare()
    {
        // At the limit of a file's length (ulimit -f) a write fails, as on a full disk: .NET would take a handler back before the last lines.
        LibC.SetSignalHandler(LibC.FileTooLong, LibC.Ignore);
        // .NET leaves what is ignored ignored. SIGINT and SIGHUP may be: that is how a shell starts what it does not wait for.
        LibC.SetSignalHandler(LibC.Terminate, LibC.Default);
        SignalMask.Take();
    }

    /// <summary>Handles them. The thread that calls it takes none any more.</summary>
    /// <param name="refresh">Is called at SIGHUP, on another thread.</param>
    /// <param name="stop">Is called with what ends the daemon, on another thread, maybe several times.</param>
    /// <param name="request">Ends it as well.</param>
    public static void Handle(Action refresh, Action<string> stop, CancellationToken request)
    {
        Handle(PosixSignal.SIGTERM, () => stop("SIGTERM"));
        Handle(PosixSignal.SIGINT, () => stop("SIGINT"));
        Handle(PosixSignal.SIGHUP, refresh);
        s_registrations.Add(request.Register(() => Act(() => stop("request"))));
        SignalMask.LeaveToOthers();
    }

    /// <summary>From here on they do nothing: it ends already.</summary>
    public static void Ignore() => s_isOver = true;

    private static void Handle(PosixSignal signal, Action action) =>
        s_registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Act(action);
        }));

    private static void Act(Action action)
    {
        if (!s_isOver)
            action();
    }
}
