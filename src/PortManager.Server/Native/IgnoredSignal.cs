using System.Runtime.InteropServices;

namespace PortManager.Server.Native;

/// <summary>A signal that would end the process without a word, and is ignored until it ends. .NET gives the signal back when a handler is disposed.</summary>
internal static class IgnoredSignal
{
    private const int FileTooLong = 25; // SIGXFSZ
    private const nint Ignore = 1; // SIG_IGN

    /// <summary>At the limit of a file's length (ulimit -f) a write fails from here on, as on a full disk.</summary>
    public static void IgnoreFileTooLong() => Signal(FileTooLong, Ignore);

    [DllImport("libc", EntryPoint = "signal", ExactSpelling = true)]
    private static extern nint Signal(int number, nint handler);
}
