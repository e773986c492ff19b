using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using PortManager.Cli.Errors;

namespace PortManager.Cli.Commands;

/// <summary>Prints suggestions for the completion scripts.</summary>
internal sealed class SuggestAction(SynchronousCommandLineAction suggest) : SynchronousCommandLineAction
{
    private const string EndOfOptions = " -- ";

    public override bool ClearsParseErrors => true;

    /// <summary>Wraps the parser's own suggestions.</summary>
    public static void AddTo(RootCommand root)
    {
        SuggestDirective directive = root.Directives.OfType<SuggestDirective>().Single();
        directive.Action = new SuggestAction((SynchronousCommandLineAction)directive.Action!);
    }

    // The words after -- are another program's. The shell itself completes them better.
    public override int Invoke(ParseResult parseResult) =>
        parseResult.Tokens.Any(token => token.Value.Contains(EndOfOptions)) ? ExitCode.Done : suggest.Invoke(parseResult);
}
