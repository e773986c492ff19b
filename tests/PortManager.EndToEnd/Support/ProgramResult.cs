namespace PortManager.EndToEnd.Support;

/// <summary>What came of a run of the program.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);
