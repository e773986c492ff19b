using System.CommandLine;
using System.Net;
using PortManager.Server;

namespace PortManager.Cli.Commands;

/// <summary>The options that say which clients are local, what happens if a client's user differs from the verified user, and who may have which names.</summary>
internal sealed class IdentityOptions
{
    private readonly Option<IdentityMode?> _identity = new("--identity")
    {
        HelpName = "off|warn|enforce",
        Description = "What happens when a client claims to be another user than the kernel says it is: nothing; the log and the status "
            + "show both; or it is refused (default: warn).",
        CustomParser = ServeValues.Identity,
    };

    private readonly Option<ProtectedName[]> _protect = new("--protect")
    {
        DefaultValueFactory = Values.None<ProtectedName>,
        HelpName = "NAME=USER[,...]",
        Description = "Let only these users advertise NAME, and NAME_1, NAME_2 ... with it, as the kernel tells who they are; may be repeated. "
            + "Clients take the first service of a name that is listed, whoever runs it.",
        CustomParser = ServeValues.Protected,
    };

    private readonly Option<IPNetwork[]> _local = new("--local")
    {
        DefaultValueFactory = Values.None<IPNetwork>,
        HelpName = "NETWORK/BITS",
        Description = "Give ports to the hosts of this network too, such as a bridge to containers; may be repeated.",
        CustomParser = ServeValues.Networks,
    };

    private readonly Option<string?> _unix = new("--unix")
    {
        HelpName = "PATH",
        Description = "Listen on a Unix socket as well.",
        CustomParser = Values.FileName,
    };

    public void AddTo(Command command)
    {
        _identity.CompletionSources.Clear();
        _identity.CompletionSources.Add("off", "warn", "enforce");
        command.Options.Add(_identity);
        command.Options.Add(_protect);
        command.Options.Add(_local);
        command.Options.Add(_unix);
    }

    public PortManagerServerOptions AddTo(PortManagerServerOptions options, ParseResult parsed) => options with
    {
        Identity = parsed.GetValue(_identity) ?? options.Identity,
        Protected = parsed.GetValue(_protect) ?? options.Protected,
        LocalNetworks = parsed.GetValue(_local) ?? options.LocalNetworks,
        UnixPath = parsed.GetValue(_unix),
    };
}
