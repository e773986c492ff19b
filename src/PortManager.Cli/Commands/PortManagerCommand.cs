using System.CommandLine;
using PortManager.Cli.Help;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager</c>: the root of all verbs.</summary>
internal static class PortManagerCommand
{
    private static readonly Manual s_manual = new("portmanager COMMAND [options]")
    {
        Notes =
        [
            "'portmanager COMMAND --help' explains a command, with examples. The program is also DaqPortManager and "
                + "lsservices, by those names.",
        ],
    };

    public static RootCommand Create()
    {
        var root = new RootCommand(
            "Give listen ports to the servers of this host, and find the services of any host by name and user.");
        root.Options.Clear();
        SuggestAction.AddTo(root);
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(ListCommand.Create());
        root.Subcommands.Add(FindCommand.Create());
        root.Subcommands.Add(GetCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(WaitCommand.Create());
        root.Subcommands.Add(WatchCommand.Create());
        root.Subcommands.Add(StatusCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        s_manual.AddTo(root);
        root.Options.Add(ShowVersion.Option());
        return root;
    }
}
