using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager find</c></summary>
internal static class FindCommand
{
    public const string Name = "find";

    private static readonly Manual s_manual = new("portmanager find [options] [SERVICE]")
    {
        Notes =
        [
            "Prints a line for each service that matches all that is given: port, service and user, separated by tabs. With "
                + "--json the output is one document, as that of list.",
        ],
        Examples =
        [
            "portmanager find RingMaster",
            "portmanager find --beginswith RingMaster --user fox",
            "portmanager find --host daq1 --service ORDERER | cut -f1",
            "portmanager find --service ORDERER > /dev/null || echo 'no orderer runs'",
        ],
        ExitCodes = ["0", "1", "2", "3", "5"],
    };

    public static Command Create()
    {
        var host = new HostOptions();
        var filter = new NameFilter("Only services of this user, as they are listed or as the kernel tells who runs them.");
        Option<bool> json = CommonOptions.Json("Print one JSON document.");
        var command = new Command(Name, "Find services by name and user; a line for each.");
        filter.AddTo(command);
        host.AddTo(command);
        command.Options.Add(json);
        s_manual.AddTo(command);
        command.SetAction((parsed, stop) => host.UseAsync(parsed, async (client, limit) =>
        {
            IReadOnlyList<PortAllocation> found = await filter.FindAsync(client, parsed, limit);
            PortRow[] rows = [.. found.Select(allocation => PortRow.From(client.Host, allocation))];
            Write(parsed.InvocationConfiguration.Output, rows, parsed.GetValue(json));
            return rows.Length > 0 ? ExitCode.Done : ExitCode.NotFound;
        }, stop));
        return command;
    }

    private static void Write(TextWriter output, PortRow[] rows, bool json)
    {
        if (json)
            Json.Write(output, new ListingDocument(rows, []));
        foreach (PortRow row in json ? [] : rows)
            output.WriteLine(Lines.Of(row));
    }
}
