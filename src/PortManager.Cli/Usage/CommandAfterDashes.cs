using System.CommandLine;
using System.CommandLine.Parsing;
using PortManager.Cli.Commands;
using PortManager.Protocol;

namespace PortManager.Cli.Usage;

/// <summary>Checks the words before and after <c>--</c> of <c>portmanager run</c>, whose arguments include another command.</summary>
// For the parser, -- only ends the options. It counts the words on both sides together.
internal static class CommandAfterDashes
{
    /// <summary>Returns what is wrong with the words before <c>--</c>; null if nothing is.</summary>
    public static string? Problem(ParseResult parsed)
    {
        if (parsed.CommandResult.Command.Name != RunCommand.Name || !HasDashes(parsed))
            return null;
        Token[] before = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)];
        int values = parsed.CommandResult.Children.OfType<OptionResult>().Sum(option => option.Tokens.Count);
        return (before.Count(token => token.Type == TokenType.Argument) - values) switch
        {
            0 => "SERVICE is missing before --",
            1 => null,
            _ => $"unexpected argument '{Printable.Text(Words(parsed)[1].Value)}' before --",
        };
    }

    /// <summary>Returns a hint if <c>--</c> is missing, so that an option of the command was taken for one of this program.</summary>
    public static string? Hint(ParseResult parsed, Token option)
    {
        bool isOfCommand = parsed.CommandResult.Command.Name == RunCommand.Name
            && !HasDashes(parsed)
            && Words(parsed).Skip(2).Contains(option);
        return isOfCommand ? "put -- before COMMAND" : null;
    }

    private static bool HasDashes(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash);

    private static Token[] Words(ParseResult parsed) =>
        [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)];
}
