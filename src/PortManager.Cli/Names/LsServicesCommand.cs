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

    // As they are there, although the first two have changed places.
    private static readonly string[] s_titles = ["Service", "Port", "user"];

    private static readonly Manual s_manual = new("lsservices [options] [HOST [USER-PATTERN]]")
    {
        Notes =
        [
            "Prints the table that lsservices of NSCLDAQ prints, in which the port is below Service, and the service below Port. "
                + "'portmanager list' prints the same services, and has more options.",
        ],
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
        Option<TimeSpan?> timeout = HostOptions.TimeoutOption();
        var root = new RootCommand("List the services that a host advertises, with their ports and users.");
        // The parser would take an address in brackets for a directive.
        root.Directives.Clear();
        root.Options.Clear();
        root.Arguments.Add(host);
        root.Arguments.Add(pattern);
        root.Options.Add(port);
        root.Options.Add(timeout);
        s_manual.AddTo(root);
        root.Options.Add(ShowVersion.Option());
        root.SetAction(async (parsed, stop) =>
        {
            HostListing listing = await HostListing.AskAsync(parsed.GetRequiredValue(host), parsed.GetValue(port), parsed.GetValue(timeout), DetailWish.None, stop);
            return Show(parsed.InvocationConfiguration.Output, listing, parsed.GetRequiredValue(pattern));
        });
        return root;
    }

    private static int Show(TextWriter output, HostListing listing, string pattern)
    {
        if (listing.Failure is { } failure)
            throw failure;
        FramedTable.Write(output, s_titles, listing.Ports
            .Where(row => GlobPattern.Matches(pattern, row.User))
            .Select(row => new[] { $"{row.Port}", row.Service, row.User }));
        return ExitCode.Done;
    }
}
