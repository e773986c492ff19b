using System.CommandLine;
using System.CommandLine.Invocation;

namespace PortManager.Cli.Help;

/// <summary>Shows the help of a command.</summary>
internal sealed class ManualAction(Command command, Manual manual) : SynchronousCommandLineAction
{
    // --help shows the help even if the rest of the command line is wrong.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        ManualWriter.Write(parseResult.InvocationConfiguration.Output, command, manual);
        return Errors.ExitCode.Done;
    }
}
