namespace PortManager.Cli.Errors;

/// <summary>Ends the program at once, without a message: its output is no longer read, or a signal came.</summary>
internal sealed class SilentExit(int exitCode) : Exception
{
    public int ExitCode { get; } = exitCode;
}
