using System.CommandLine;
using System.CommandLine.Parsing;

namespace PortManager.Cli.Commands;

/// <summary>Rules for several values of a command line at once.</summary>
internal static class Rules
{
    /// <summary>Adds a rule to a command. A value that is wrong by itself breaks no rule: it has an error of its own.</summary>
    /// <param name="command">The command.</param>
    /// <param name="problem">Returns what is wrong, as a sentence for the user; null if nothing is.</param>
    public static void AddRule(this Command command, Func<CommandResult, string?> problem) => command.Validators.Add(result =>
    {
        try
        {
            if (problem(result) is { } sentence)
                result.AddError(sentence);
        }
        catch (InvalidOperationException)
        {
            // A value that cannot be read. Rules come before the errors of values.
        }
    });
}
