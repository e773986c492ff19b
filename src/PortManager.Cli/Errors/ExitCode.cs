namespace PortManager.Cli.Errors;

/// <summary>The exit codes of the program, and what they mean.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int NotFound = 1;
    public const int Usage = 2;
    public const int CannotConnect = 3;
    public const int SomeHostsFailed = 4;
    public const int Failed = 5;
    public const int CommandNotExecutable = 126;
    public const int CommandNotFound = 127;

    /// <summary>As in shells, the exit code of a signal is 128 plus its number.</summary>
    public const int OfSignals = 128;

    /// <summary>The exit codes for the help: code and meaning, and the verb if only that verb gives it this meaning.</summary>
    public static readonly IReadOnlyList<(string Code, string? Verb, string Meaning)> Table =
    [
        ("0", null, "done; found"),
        ("1", null, "not found, refused by the port manager, not there in time"),
        ("1", "serve", "could not start"),
        ("1", "status", "with --check: the port manager cannot do its work"),
        ("2", null, "the command line is wrong"),
        ("3", null, "cannot connect to the port manager, or it does not answer"),
        ("4", "list", "some of the hosts did not answer; the others are listed"),
        ("5", null, "something else failed, which a line on standard error explains"),
        ("126", "run", "the command cannot be executed"),
        ("127", "run", "the command was not found"),
        ("128+N", null, "ended by signal N"),
        ("128+N", "run", "the command was ended by signal N"),
    ];
}
