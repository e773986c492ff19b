using System.Text;
using PortManager.Cli.Errors;
using PortManager.Cli.Native;
using PortManager.Cli.Processes;

namespace PortManager.Cli.Output;

/// <summary>The one line that says what went wrong.</summary>
internal static class ErrorOutput
{
    // When this cannot be written either, nobody can be told; the exit code says it.
    public static void Write(Failure failure)
    {
        byte[] line = Encoding.UTF8.GetBytes($"{ProgramName.Own}: {failure.Message}\n");
        _ = PosixCalls.Write(PosixCalls.StandardError, line, line.Length);
    }
}
