using PortManager.Cli.Commands;
using PortManager.Cli.Processes;

namespace PortManager.Cli.Names;

/// <summary>The options of the Tcl daemon, which have one dash, in the form that all long options have.</summary>
// Aliases would do, but for the help and the completion, which would show them all twice.
internal static class LegacyOptions
{
    private static readonly string[] s_names = ["-ports", "-listen", "-log", "-usagefile", "-portfile", "-pidfile"];

    /// <summary>Changes the command lines of the daemon; those of other verbs stay as they are.</summary>
    public static string[] OfDaemon(string programName, string[] args) =>
        programName == ProgramName.DaqPortManager || args is [ServeCommand.Name, ..] ? ToTwoDashes(args) : args;

    public static string[] ToTwoDashes(string[] args) =>
        [.. args.Select(arg => s_names.Contains(arg.Split('=')[0]) ? $"-{arg}" : arg)];
}
