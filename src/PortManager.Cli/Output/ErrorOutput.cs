using System.Text;
using PortManager.Cli.Errors;
using PortManager.Cli.Native;
using PortManager.Cli.Processes;
using PortManager.Protocol;

namespace PortManager.Cli.Output;

/// <summary>Writes the line on standard error that says what failed.</summary>
internal static class ErrorOutput
{
    // If this cannot be written either, only the exit code tells of the failure.
    public static void Write(Failure failure)
    {
        byte[] line = Encoding.UTF8.GetBytes($"{ProgramName.Own}: {HiddenCharacters.Show(failure.Message)}\n");
        _ = PosixCalls.Write(PosixCalls.StandardError, line, line.Length);
    }
}
