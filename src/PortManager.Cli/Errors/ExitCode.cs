namespace PortManager.Cli.Errors;

/// <summary>What the program tells the one who started it: the one place that says which number means what.</summary>
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

    /// <summary>As shells say it: 128 and the number of the signal.</summary>
    public const int OfSignals = 128;

    /// <summary>The same for people: code and meaning.</summary>
    public static readonly IReadOnlyList<(string Code, string Meaning)> Table =
    [
        ("0", "done; found"),
        ("1", "not found, refused by the port manager, not there in time; serve: could not start"),
        ("2", "the command line is wrong"),
        ("3", "cannot connect to the port manager, or it does not answer"),
        ("4", "some of the hosts did not answer; the others are listed"),
        ("5", "something else failed, which a line on standard error explains"),
        ("126", "run: the command cannot be executed"),
        ("127", "run: the command was not found"),
        ("128+N", "ended by signal N; run: the command was"),
    ];
}
