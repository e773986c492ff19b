using PortManager.Cli.Commands;

namespace PortManager.Cli.Names;

/// <summary>The options of the Tcl daemon, which have one dash, in the form that all long options have.</summary>
// Aliases would do, but for the help and the completion, which would show them all twice.
internal static class LegacyOptions
{
    private static readonly string[] s_names = ["-ports", "-listen", "-log", "-usagefile", "-portfile", "-pidfile"];

    /// <summary>Changes what stands before a verb other than serve; what is meant for another program stays.</summary>
    public static string[] ToTwoDashes(string[] args)
    {
        bool isOtherVerb = args is [not ServeCommand.Name, ..] && !args[0].StartsWith('-');
        return isOtherVerb ? args : [.. args.Select(arg => s_names.Contains(arg.Split('=')[0]) ? $"-{arg}" : arg)];
    }
}
