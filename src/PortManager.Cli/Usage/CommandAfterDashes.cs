using System.CommandLine;
using System.CommandLine.Parsing;
using PortManager.Cli.Commands;
using PortManager.Protocol;

namespace PortManager.Cli.Usage;

/// <summary>What stands on either side of <c>--</c>, for the verb behind which a command of another program stands.</summary>
// The parser only takes -- as the end of the options, and counts the words on both sides as if it were not there.
internal static class CommandAfterDashes
{
    /// <summary>What is wrong with the words before <c>--</c>; null when nothing is.</summary>
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

    /// <summary>A hint for who left the <c>--</c> out, so that an option of the command is taken for one of this program.</summary>
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
