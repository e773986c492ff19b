using System.ComponentModel;
using System.Diagnostics;
using PortManager.Cli.Native;
using PortManager.Cli.Signals;

namespace PortManager.Cli.Processes;

/// <summary>
/// Runs a command in the place of this process: with its input, output and terminal, its signals and its exit code.
/// </summary>
// Sockets of this process are close-on-exec, so that the command does not keep a connection open.
internal static class ChildProcess
{
    /// <param name="file">The path of the command.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that it gets in addition.</param>
    /// <returns>Its exit code; 128 and the number of the signal that ended it.</returns>
    /// <exception cref="Errors.Failure">It could not be started.</exception>
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
        // The runtime ignores it for its own sake, and a child would inherit that: no 'yes | head' would end any more.
        _ = PosixCalls.Signal(SignalNumber.BrokenPipe, PosixCalls.Default);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            // A script can be there while its interpreter is not.
            throw e.NativeErrorCode == PosixErrno.NoSuchFile
                ? CommandFinder.NotFound(start.FileName)
                : CommandFinder.NotExecutable(start.FileName);
        }
        finally
        {
            _ = PosixCalls.Signal(SignalNumber.BrokenPipe, PosixCalls.Ignore);
        }
    }
}
