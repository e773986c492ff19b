using PortManager.Cli.Commands;
using PortManager.Cli.Processes;

namespace PortManager.Cli.Names;

/// <summary>
/// Rewrites the options of the older daemons. Those of the Tcl daemon have one dash, and if one is given twice, the last one holds. Those of the Rust daemon may have
/// their value in the same word: <c>-l30000</c>.
/// </summary>
// Aliases would do the first too, but the help and the completion would show each option twice.
internal static class LegacyOptions
{
    private const string Listen = "-listen";

    private static readonly string[] s_names = ["-ports", Listen, "-log", "-usagefile", "-portfile", "-pidfile"];

    /// <summary>Changes a command line of the daemon. Those of other verbs stay as they are.</summary>
    public static string[] OfDaemon(string programName, string[] args) =>
        programName == ProgramName.DaqPortManager ? ToTwoDashes(WithLastListen(args))
        : programName == ProgramName.PortMan || args is [ServeCommand.Name, ..] ? ToTwoDashes(args)
        : args;

    public static string[] ToTwoDashes(string[] args) =>
        [.. args.SelectMany(arg => s_names.Contains(arg.Split('=')[0]) ? [$"-{arg}"] : WithoutValue(arg))];

    /// <summary>Writes an option with as many dashes as the user gave it, if it has such a name.</summary>
    /// <param name="option">The option: <c>--listen</c>.</param>
    /// <param name="typed">What the user typed: <c>-listne</c>.</param>
    public static string AsTyped(string option, string typed) =>
        !typed.StartsWith("--", StringComparison.Ordinal) && s_names.Contains(option[1..]) ? option[1..] : option;

    // -(l | p | n) (digit | "[") ...
    private static string[] WithoutValue(string arg) =>
        arg is ['-', 'l' or 'p' or 'n', (>= '0' and <= '9') or '[', ..] ? [arg[..2], arg[2..]] : [arg];

    // For this program --listen may be repeated, which the Tcl daemon's option may not mean.
    private static string[] WithLastListen(string[] args)
    {
        int last = Array.FindLastIndex(args, IsListen);
        var kept = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            if (!IsListen(args[i]) || i == last)
                kept.Add(args[i]);
            else if (args[i] == Listen)
                i++;
        }

        return [.. kept];
    }

    private static bool IsListen(string arg) => arg.Split('=')[0] == Listen;
}
