using PortManager.Cli.Commands;
using PortManager.Cli.Processes;

namespace PortManager.Cli.Names;

/// <summary>Gives the options of the Tcl daemon, which have one dash, the two dashes of long options.</summary>
// Aliases would do that too, but the help and the completion would show each option twice.
internal static class LegacyOptions
{
    private static readonly string[] s_names = ["-ports", "-listen", "-log", "-usagefile", "-portfile", "-pidfile"];

    /// <summary>Changes a command line of the daemon. Those of other verbs stay as they are.</summary>
    public static string[] OfDaemon(string programName, string[] args) =>
        programName == ProgramName.DaqPortManager || args is [ServeCommand.Name, ..] ? ToTwoDashes(args) : args;

    public static string[] ToTwoDashes(string[] args) =>
        [.. args.Select(arg => s_names.Contains(arg.Split('=')[0]) ? $"-{arg}" : arg)];
}
