using System.CommandLine;
using PortManager.Cli.Commands;
using PortManager.Cli.Help;
using PortManager.Cli.Processes;

namespace PortManager.Cli.Names;

/// <summary><c>DaqPortManager</c> and <c>portman</c>: the daemon, under the names by which existing scripts start it.</summary>
internal static class DaqPortManagerCommand
{
    /// <summary>Creates the daemon of the Tcl daemon's name. Of an option that is given several times, the last one holds, as there.</summary>
    public static RootCommand Create()
    {
        RootCommand root = Create(ProgramName.DaqPortManager);
        foreach (Option option in root.Options.Where(o => o.Arity.MaximumNumberOfValues == 1 && o.Arity.MinimumNumberOfValues == 1))
            option.Arity = ArgumentArity.OneOrMore;
        return root;
    }

    /// <summary>Creates the daemon of the Rust daemon's name.</summary>
    public static RootCommand CreatePortMan() => Create(ProgramName.PortMan);

    private static RootCommand Create(string name)
    {
        var root = new RootCommand(ServeCommand.Description);
        root.Options.Clear();
        ServeCommand.Configure(root, new Manual($"{name} [options]"));
        root.Options.Add(ShowVersion.Option());
        return root;
    }
}
