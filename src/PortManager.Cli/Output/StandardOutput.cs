using System.Runtime.InteropServices;
using System.Text;
using PortManager.Cli.Errors;
using PortManager.Cli.Native;

namespace PortManager.Cli.Output;

/// <summary>The standard output, which reports a broken pipe.</summary>
// The framework's own stream ignores a broken pipe, so a watch would go on for ever.
internal sealed class StandardOutput : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Returns a writer on the standard output, which writes when it is flushed.</summary>
    public static StreamWriter OpenText() => new(new StandardOutput(), new UTF8Encoding(false)) { NewLine = "\n" };

    /// <summary>Completes when the reader closes the pipe, even if nothing is written.</summary>
    public static Task ReaderLeft()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            var output = new PosixCalls.PollDescriptor { Descriptor = PosixCalls.StandardOutput };
            while (PosixCalls.Poll(ref output, 1, -1) < 0 && Marshal.GetLastPInvokeError() == PosixErrno.InterruptedCall)
                output.Found = 0;
            if ((output.Found & PosixCalls.PollError) != 0)
                left.SetResult();
        })
        { IsBackground = true }.Start();
        return left.Task;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = PosixCalls.Write(PosixCalls.StandardOutput, buffer, buffer.Length);
            if (written >= 0)
                buffer = buffer[(int)written..];
            else
                Recover(Marshal.GetLastPInvokeError());
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static void Recover(int error)
    {
        switch (error)
        {
            case PosixErrno.InterruptedCall:
                return;
            case PosixErrno.TryAgain:
                var output = new PosixCalls.PollDescriptor { Descriptor = PosixCalls.StandardOutput, Events = PosixCalls.PollOut };
                _ = PosixCalls.Poll(ref output, 1, -1);
                return;
            case PosixErrno.BrokenPipe:
                throw new SilentExit(ExitCode.Done);
            default:
                throw new Failure(ExitCode.Failed, $"cannot write to standard output: {Reason(error)}");
        }
    }

    private static string Reason(int error) => error switch
    {
        PosixErrno.NoSpace => "no space is left",
        PosixErrno.BadDescriptor => "it is not open",
        _ => $"error {error}",
    };
}
