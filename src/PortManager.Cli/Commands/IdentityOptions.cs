using System.CommandLine;
using System.Net;
using PortManager.Server;

namespace PortManager.Cli.Commands;

/// <summary>The options that say which clients are local, and what happens if a client's user differs from the verified user.</summary>
internal sealed class IdentityOptions
{
    private readonly Option<IdentityMode?> _identity = new("--identity")
    {
        HelpName = "off|warn|enforce",
        Description = "What happens when a client claims to be another user than the kernel says it is: nothing; the log and the status "
            + "show both; or it is refused (default: warn).",
        CustomParser = ServeValues.Identity,
    };

    private readonly Option<IPNetwork[]> _local = new("--local")
    {
        DefaultValueFactory = _ => [],
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
        command.Options.Add(_local);
        command.Options.Add(_unix);
    }

    public PortManagerServerOptions AddTo(PortManagerServerOptions options, ParseResult parsed) => options with
    {
        Identity = parsed.GetValue(_identity) ?? options.Identity,
        LocalNetworks = parsed.GetValue(_local) ?? options.LocalNetworks,
        UnixPath = parsed.GetValue(_unix),
    };
}
