namespace PortManager.Cli.Errors;

/// <summary>The end of the program, at once and without a word: nobody reads its output any more, or a signal came.</summary>
internal sealed class SilentExit(int exitCode) : Exception
{
    public int ExitCode { get; } = exitCode;
}
