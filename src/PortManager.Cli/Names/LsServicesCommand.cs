using System.CommandLine;
using PortManager.Cli.Commands;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;

namespace PortManager.Cli.Names;

/// <summary><c>lsservices ?host ?user-pattern??</c></summary>
internal static class LsServicesCommand
{
    private const string AnyUser = "*";

    private static readonly Manual s_manual = new("lsservices [options] [HOST [USER-PATTERN]]")
    {
        Notes = ["The same as 'portmanager list', which has more options, but for the pattern."],
        Examples = ["lsservices", "lsservices daq1 'fo*'"],
        ExitCodes = ["0", "2", "3", "5"],
    };

    public static RootCommand Create()
    {
        var host = new Argument<string>("HOST")
        {
            Description = $"The host to ask (default: {HostOptions.DefaultHost}).",
            DefaultValueFactory = _ => HostOptions.DefaultHost,
            CustomParser = Values.Host,
        };
        var pattern = new Argument<string>("USER-PATTERN")
        {
            Description = "Only services of users whose name matches: * is any text, ? any character, [a-z] one of these, "
                + "\\ takes the next character as it is (default: *).",
            DefaultValueFactory = _ => AnyUser,
        };
        Option<int?> port = HostOptions.PortOption();
        var root = new RootCommand("List the services that a host advertises, with their ports and users.");
        // The parser would take an address in brackets for a directive.
        root.Directives.Clear();
        root.Options.Clear();
        root.Arguments.Add(host);
        root.Arguments.Add(pattern);
        root.Options.Add(port);
        s_manual.AddTo(root);
        root.Options.Add(ShowVersion.Option());
        root.SetAction(async (parsed, stop) =>
        {
            HostListing listing = await HostListing.AskAsync(parsed.GetRequiredValue(host), parsed.GetValue(port), isLong: false, stop);
            return Show(parsed.InvocationConfiguration.Output, listing, parsed.GetRequiredValue(pattern));
        });
        return root;
    }

    private static int Show(TextWriter output, HostListing listing, string pattern)
    {
        if (listing.Failure is { } failure)
            throw failure;
        PortTable.Write(output, listing.Ports.Where(row => GlobPattern.Matches(pattern, row.User)));
        return ExitCode.Done;
    }
}
