using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PortManager.Cli.Commands;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Names;
using PortManager.Cli.Processes;
using PortManager.Protocol;

namespace PortManager.Cli.Usage;

/// <summary>Turns the errors of a command line into one sentence, which names the help to read.</summary>
internal static class UsageErrors
{
    /// <summary>Returns what is wrong; null if nothing is.</summary>
    public static Failure? Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        bool hasErrors = parsed.Action is ParseErrorAction;
        bool isHelp = !hasErrors && parsed.Action != command.Action;
        if (isHelp || Sentence(parsed, command, hasErrors) is not { } sentence)
            return null;
        string help = command is RootCommand ? ProgramName.Own : $"{ProgramName.Own} {command.Name}";
        return new Failure(ExitCode.Usage, $"{sentence}; see {help} --help");
    }

    private static string? Sentence(ParseResult parsed, Command command, bool hasErrors)
    {
        if (UnknownOption(parsed) is { } option)
            return CommandAfterDashes.Hint(parsed, option) is { } hint ? $"{Unknown(option.Value, command)}; {hint}" : Unmatched(option.Value, command);
        if (CommandAfterDashes.Problem(parsed) is { } problem)
            return problem;
        if (!hasErrors)
            return null;
        if (parsed.UnmatchedTokens.Count > 0)
            return Unmatched(parsed.UnmatchedTokens[0], command);
        if (command.Subcommands.Count > 0)
            return $"a command is missing: one of {string.Join(", ", command.Subcommands.Select(c => c.Name))}";
        return parsed.Errors[0] switch
        {
            { SymbolResult: OptionResult { IdentifierTokenCount: > 1, Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } twice } =>
                $"{twice.Option.Name} is given twice",
            { SymbolResult: OptionResult { Tokens.Count: 0 } bare } =>
                $"{bare.Option.Name} needs a value: {bare.Option.HelpName}",
            { SymbolResult: ArgumentResult { Tokens.Count: 0 } missing } => $"{missing.Argument.Name} is missing",
            { Message: var message } => Phrase(message),
        };
    }

    private static string Phrase(string message)
    {
        bool isSentence = message.Length > 1 && char.IsUpper(message[0]) && char.IsLower(message[1]);
        string text = isSentence ? char.ToLowerInvariant(message[0]) + message[1..] : message;
        return Printable.Text(text).TrimEnd('.');
    }

    // The parser takes an unknown option for an argument. After -- it may really be one.
    private static Token? UnknownOption(ParseResult parsed)
    {
        Token[] arguments = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens)];
        return parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Value.StartsWith('-') && arguments.Contains(token));
    }

    // An option of serve without the verb, as DaqPortManager takes it.
    private static bool IsOfServe(string token, Command command) =>
        command.Subcommands.FirstOrDefault(verb => verb.Name == ServeCommand.Name) is { } serve
        && LegacyOptions.ToTwoDashes([token]) is [var name]
        && serve.Options.Any(option => option.Name == name.Split('=')[0] && option.Name != Manual.OptionName);

    private static string Unmatched(string token, Command command) => Unknown(token, command) + Hint(token, command);

    private static string Unknown(string token, Command command)
    {
        string word = command.Subcommands.Count > 0 ? "unknown command" : "unexpected argument";
        string what = token.StartsWith('-') ? "unknown option" : word;
        return $"{what} '{Printable.Text(token)}'";
    }

    private static string Hint(string token, Command command)
    {
        if (IsOfServe(token, command))
            return "; it is one of 'portmanager serve'";
        bool isOption = token.StartsWith('-');
        if (!isOption && command.Subcommands.Count > 0 && GuessedWords.Hint(token) is { } hint)
            return $": {hint}";
        IEnumerable<string> known = isOption
            ? command.Options.SelectMany(option => option.Aliases.Append(option.Name))
            : command.Subcommands.Select(verb => verb.Name);
        return Suggestion.For(token.Split('=')[0], known) is { } meant ? $" (did you mean '{(isOption ? LegacyOptions.AsTyped(meant, token) : meant)}'?)" : "";
    }
}
