using System.CommandLine;
using PortManager.Cli.Commands;
using PortManager.Cli.Errors;
using PortManager.Cli.Names;
using PortManager.Cli.Output;
using PortManager.Cli.Processes;
using PortManager.Cli.Usage;

namespace PortManager.Cli;

/// <summary>Runs the program, by its name and its arguments, and returns its exit code.</summary>
internal static class CommandLine
{
    // Bundled, a misspelt -listne would be the option -l with the value istne.
    private static readonly ParserConfiguration s_parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static async Task<int> RunAsync(string programName, string[] args)
    {
        // A script cannot give a program another name than that of its file: portmanager DaqPortManager ...
        if (programName == ProgramName.PortManager && args is [ProgramName.DaqPortManager or ProgramName.PortMan or ProgramName.LsServices, ..])
            (programName, args) = (args[0], args[1..]);
        args = programName == ProgramName.PortManager ? GuessedWords.Rewrite(args) : args;
        Command command = programName switch
        {
            ProgramName.DaqPortManager => DaqPortManagerCommand.Create(),
            ProgramName.PortMan => DaqPortManagerCommand.CreatePortMan(),
            ProgramName.LsServices => LsServicesCommand.Create(),
            _ => PortManagerCommand.Create(args.FirstOrDefault()),
        };
        try
        {
            if (programName == ProgramName.PortManager && args is [SocketHandover.Verb, ..])
                return SocketHandover.Become(args[1..]);
            ParseResult parsed = command.Parse(LegacyOptions.OfDaemon(programName, args), s_parser);
            return UsageErrors.Of(parsed) is { } error ? throw error : await InvokeAsync(parsed);
        }
        catch (SilentExit end)
        {
            return end.ExitCode;
        }
        catch (Exception e)
        {
            Failure failure = Failures.Of(e);
            ErrorOutput.Write(failure);
            await RestartDelay.WaitAsync(programName, args, failure);
            return failure.ExitCode;
        }
    }

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        StreamWriter output = StandardOutput.OpenText();
        var configuration = new InvocationConfiguration
        {
            Output = output,
            EnableDefaultExceptionHandler = false,
            // Each verb handles signals itself. For example, run has to forward them, and must not be ended by them.
            ProcessTerminationTimeout = null,
        };
        int exitCode = await parsed.InvokeAsync(configuration);
        await output.FlushAsync();
        return exitCode;
    }
}
