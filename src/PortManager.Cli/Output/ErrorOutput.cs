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
    public static void Write(Failure failure) => Write(failure.Message);

    /// <summary>Says what the user should know although nothing has failed.</summary>
    public static void Warn(string warning) => Write($"warning: {warning}");

    private static void Write(string sentence)
    {
        byte[] line = Encoding.UTF8.GetBytes($"{ProgramName.Own}: {HiddenCharacters.Show(sentence)}\n");
        _ = PosixCalls.Write(PosixCalls.StandardError, line, line.Length);
    }
}
