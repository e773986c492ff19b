using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;
using PortManager.Cli.Errors;

namespace PortManager.Cli.Commands;

/// <summary>Answers the completion scripts.</summary>
internal sealed class SuggestAction(SynchronousCommandLineAction suggest) : SynchronousCommandLineAction
{
    private const string EndOfOptions = " -- ";

    public override bool ClearsParseErrors => true;

    /// <summary>Puts itself before what the parser would answer.</summary>
    public static void AddTo(RootCommand root)
    {
        SuggestDirective directive = root.Directives.OfType<SuggestDirective>().Single();
        directive.Action = new SuggestAction((SynchronousCommandLineAction)directive.Action!);
    }

    // What stands behind -- belongs to another program, and the shell knows more about it.
    public override int Invoke(ParseResult parseResult) =>
        parseResult.Tokens.Any(token => token.Value.Contains(EndOfOptions)) ? ExitCode.Done : suggest.Invoke(parseResult);
}
