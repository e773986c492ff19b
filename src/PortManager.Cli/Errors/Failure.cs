namespace PortManager.Cli.Errors;

/// <summary>The failure of a command: a sentence for standard error, and the exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="sentence">Without a full stop, and without the program's name.</param>
internal sealed class Failure(int exitCode, string sentence) : Exception(sentence)
{
    public int ExitCode { get; } = exitCode;
}
