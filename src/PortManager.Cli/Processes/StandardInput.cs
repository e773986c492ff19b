using System.Runtime.InteropServices;
using PortManager.Cli.Native;
using PortManager.Cli.Signals;

namespace PortManager.Cli.Processes;

/// <summary>The standard input, as a sign of life of who started this process.</summary>
internal static class StandardInput
{
    /// <summary>
    /// Completes when it ends. What cannot end later does not end at all: a file, /dev/null, and an input that is not open, as
    /// services and jobs in the background have it.
    /// </summary>
    public static Task Ended()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (CanEnd())
            new Thread(() => ReadToEnd(ended)) { IsBackground = true }.Start();
        return ended.Task;
    }

    // Pipes, sockets and terminals have no position.
    private static bool CanEnd() =>
        PosixCalls.Seek(PosixCalls.StandardInput, 0, PosixCalls.SeekCurrent) < 0 && Marshal.GetLastPInvokeError() == PosixErrno.IllegalSeek;

    private static void ReadToEnd(TaskCompletionSource ended)
    {
        // A job in the background that reads from its terminal would be stopped. So it gets an error, and goes on without.
        _ = PosixCalls.Signal(SignalNumber.BackgroundRead, PosixCalls.Ignore);
        Span<byte> ignored = stackalloc byte[256];
        nint count;
        int error;
        do
        {
            count = PosixCalls.Read(PosixCalls.StandardInput, ignored, ignored.Length);
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (count > 0 || error == PosixErrno.InterruptedCall);
        if (error != PosixErrno.InputOutput)
            ended.SetResult();
    }
}
