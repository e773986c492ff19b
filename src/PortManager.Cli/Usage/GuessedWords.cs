using PortManager.Cli.Commands;
using PortManager.Cli.Help;

namespace PortManager.Cli.Usage;

/// <summary>Commands that people try because other programs have them: <c>help</c>, <c>help list</c> and <c>version</c>.</summary>
internal static class GuessedWords
{
    /// <summary>Rewrites such a command line to the option that does it. Others stay as they are.</summary>
    public static string[] Rewrite(string[] args) => args switch
    {
        ["help"] => [Manual.OptionName],
        ["help", var command, ..] when PortManagerCommand.Names.Contains(command) => [command, Manual.OptionName],
        ["help", .. var rest] => rest,
        ["version"] => [ShowVersion.OptionName],
        _ => args,
    };

    /// <summary>Returns what to do instead of a command that only the protocol and the libraries have; null if it is not one.</summary>
    public static string? Hint(string command) => command.ToLowerInvariant() switch
    {
        "claim" => "a particular port is had with 'portmanager get --claim PORT SERVICE', or run",
        "free" or "release" => "a port is free when the program that holds it ends, or its 'portmanager get'",
        "gimme" or "allocate" => "a port is had with 'portmanager get SERVICE', or run",
        _ => null,
    };
}
