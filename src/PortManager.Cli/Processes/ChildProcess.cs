using System.ComponentModel;
using System.Diagnostics;
using PortManager.Cli.Native;
using PortManager.Cli.Signals;

namespace PortManager.Cli.Processes;

/// <summary>
/// Runs a command as if in place of this process: it has this process's input, output, terminal and signals, and its exit code
/// becomes this process's.
/// </summary>
// Sockets of this process are close-on-exec, so that the command does not keep a connection open.
internal static class ChildProcess
{
    /// <summary>Runs a command and waits until it ends.</summary>
    /// <param name="file">The path of the command.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Its additional environment variables.</param>
    /// <returns>Its exit code; 128 plus the number of the signal if a signal ended it.</returns>
    /// <exception cref="Errors.Failure">The command could not be started.</exception>
    public static async Task<int> RunAsync(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(file, arguments);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        using var signals = new ForwardedSignals();
        using Process child = Start(start);
        signals.SetChild(child.Id);
        await child.WaitForExitAsync();
        return child.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        // The runtime ignores SIGPIPE, and the child would inherit that: 'yes | head' would never end.
        _ = PosixCalls.Signal(SignalNumber.BrokenPipe, PosixCalls.Default);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw CommandFinder.NotStarted(start.FileName, e.NativeErrorCode);
        }
        finally
        {
            _ = PosixCalls.Signal(SignalNumber.BrokenPipe, PosixCalls.Ignore);
        }
    }
}
