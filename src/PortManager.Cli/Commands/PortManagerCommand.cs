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
            "'portmanager COMMAND --help' explains a command, with examples. The program is also DaqPortManager, portman "
                + "and lsservices, by those names.",
        ],
    };

    private static readonly (string Name, Func<Command> Create)[] s_commands =
    [
        (ServeCommand.Name, ServeCommand.Create),
        (ListCommand.Name, ListCommand.Create),
        (FindCommand.Name, FindCommand.Create),
        (GetCommand.Name, GetCommand.Create),
        (RunCommand.Name, RunCommand.Create),
        (WaitCommand.Name, WaitCommand.Create),
        (WatchCommand.Name, WatchCommand.Create),
        (StatusCommand.Name, StatusCommand.Create),
        (CompletionCommand.Name, CompletionCommand.Create),
    ];

    /// <summary>The names of all verbs.</summary>
    public static IEnumerable<string> Names => s_commands.Select(command => command.Name);

    /// <summary>Returns the command that the first argument names. Making all of them would take longer than the rest of the daemon's start.</summary>
    public static Command Create(string? first) => s_commands.FirstOrDefault(c => c.Name == first).Create?.Invoke() ?? CreateRoot();

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand(
            "Give listen ports to the servers of this host, and find the services of any host by name and user.");
        root.Options.Clear();
        SuggestAction.AddTo(root);
        foreach ((_, Func<Command> create) in s_commands)
            root.Subcommands.Add(create());
        s_manual.AddTo(root);
        root.Options.Add(ShowVersion.Option());
        return root;
    }
}
