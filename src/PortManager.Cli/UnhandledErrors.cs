using PortManager.Cli.Errors;
using PortManager.Cli.Native;
using PortManager.Cli.Output;

namespace PortManager.Cli;

/// <summary>Errors on threads that nobody waits for.</summary>
internal static class UnhandledErrors
{
    /// <summary>
    /// Ends the program with a sentence if a thread is out of memory, or gets no further thread. A defect shows where in the code it is, as the runtime does it.
    /// </summary>
    public static void Explain() => AppDomain.CurrentDomain.UnhandledException += (_, e) =>
    {
        if (e.ExceptionObject is not Exception cause || !Failures.IsOutOfMemory(cause))
            return;
        Failure failure = Failures.Of(cause);
        ErrorOutput.Write(failure);
        PosixCalls.Exit(failure.ExitCode);
    };
}
