using System.CommandLine;
using System.CommandLine.Invocation;
using PortManager.Cli.Errors;
using PortManager.Cli.Processes;
using PortManager.Server;

namespace PortManager.Cli.Commands;

/// <summary><c>--version</c></summary>
internal static class ShowVersion
{
    public const string OptionName = "--version";

    public static Option Option() => new Option<bool>(OptionName) { Arity = ArgumentArity.Zero, Description = "Show the version.", Action = new Show() };

    private sealed class Show : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"{ProgramName.PortManager} {Product.Version}");
            return ExitCode.Done;
        }
    }
}
