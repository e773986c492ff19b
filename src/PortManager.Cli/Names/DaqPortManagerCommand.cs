using System.CommandLine;
using PortManager.Cli.Commands;
using PortManager.Cli.Help;

namespace PortManager.Cli.Names;

/// <summary><c>DaqPortManager</c>: the daemon, under the name by which existing scripts start it.</summary>
internal static class DaqPortManagerCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand(ServeCommand.Description);
        root.Options.Clear();
        ServeCommand.Configure(root, new Manual("DaqPortManager [options]"));
        root.Options.Add(ShowVersion.Option());
        return root;
    }
}
