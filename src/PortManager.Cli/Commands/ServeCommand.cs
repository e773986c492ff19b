using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;
using PortManager.Cli.Processes;
using PortManager.Server;
using PortManager.Server.Hosting;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager serve</c>: the daemon.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";
    public const string CheckOption = "--check";
    public const string Description = "Run the port manager of this host, in the foreground.";

    public static Command Create()
    {
        var command = new Command(Name, Description);
        Configure(command, new Manual("portmanager serve [options]")
        {
            Examples =
            [
                "portmanager serve",
                "portmanager serve --listen 30000 --ports 30001-31000,32000-32100",
                "portmanager serve --trial",
                "portmanager serve --check --ports 30001-31000,32000-32100",
            ],
        });
        return command;
    }

    /// <summary>Makes a command the daemon.</summary>
    public static void Configure(Command command, Manual manual)
    {
        var options = new ServeOptions();
        var check = new Option<bool>(CheckOption)
        {
            Description = "Only check the options, and end: exit code 0 if the daemon would take them, 2 if not. What may not be meant so is said on standard error. "
                + "A daemon that runs is not disturbed.",
        };
        options.AddTo(command);
        command.Options.Add(check);
        manual = manual with
        {
            Notes =
            [
                "SIGINT and SIGTERM end it, SIGHUP makes it open its log anew. A file that cannot be written is reported "
                    + "and gets a place in the home folder instead.",
                "Under systemd, a daemon whose options are wrong ends only after half a minute, so that it is not restarted in vain all the time.",
                "The options of DaqPortManager may have one dash: -ports, -listen, -log, -usagefile, -portfile, -pidfile.",
            ],
            Verb = Name,
            ExitCodes = ["0", "1", "2"],
        };
        manual.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            PortManagerServerOptions read = options.Read(parsed);
            if (parsed.GetValue(check))
            {
                foreach (string warning in PortManagerServer.Warnings(read))
                    ErrorOutput.Warn(warning);
                await parsed.InvocationConfiguration.Output.WriteLineAsync("the options are right");
                return ExitCode.Done;
            }

            RuntimeVariables.Forget();
            return await PortManagerServer.RunAsync(read, stop);
        });
    }
}
