using System.Runtime.InteropServices;
using PortManager.Cli.Native;
using PortManager.Cli.Signals;

namespace PortManager.Cli.Processes;

/// <summary>The standard input, whose end shows that the program that started this one has ended.</summary>
internal static class StandardInput
{
    /// <summary>
    /// Completes when the standard input ends. It never completes for a file, for /dev/null, and if the input is not open, as for
    /// services and background jobs.
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
        // SIGTTIN would stop a background job that reads from its terminal. Ignored, the read fails instead, and the job goes on.
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
