using System.CommandLine;
using PortManager.Cli.Help;
using PortManager.Server.Hosting;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager serve</c>: the daemon.</summary>
internal static class ServeCommand
{
    public const string Name = "serve";
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
            ],
        });
        return command;
    }

    /// <summary>Makes a command the daemon.</summary>
    public static void Configure(Command command, Manual manual)
    {
        var options = new ServeOptions();
        options.AddTo(command);
        manual = manual with
        {
            Notes =
            [
                "SIGINT and SIGTERM end it, SIGHUP makes it open its log anew. A file that cannot be written is reported "
                    + "and gets a place in the home folder instead.",
                "The options of DaqPortManager may have one dash: -ports, -listen, -log, -usagefile, -portfile, -pidfile.",
            ],
            Verb = Name,
            ExitCodes = ["0", "1", "2"],
        };
        manual.AddTo(command);
        command.SetAction((parsed, stop) => PortManagerServer.RunAsync(options.Read(parsed), stop));
    }
}
