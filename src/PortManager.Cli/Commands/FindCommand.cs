using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;
using PortManager.Lab;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager find</c></summary>
internal static class FindCommand
{
    public const string Name = "find";

    private static readonly Manual s_manual = new("portmanager find [options] [SERVICE]")
    {
        Notes =
        [
            "Prints a line for each service that matches all that is given: port, service and user, separated by tabs; with --lab "
                + "also the host. With --json the output is one document, as that of list.",
        ],
        Examples =
        [
            "portmanager find RingMaster",
            "portmanager find --beginswith RingMaster --user fox",
            "portmanager find --lab RingMaster | cut -f1,4",
            "portmanager find --host daq1 --service ORDERER | cut -f1",
            "portmanager find --service ORDERER > /dev/null || echo 'no orderer runs'",
        ],
        ExitCodes = ["0", "1", "2", "3", "5"],
    };

    public static Command Create()
    {
        var host = new HostOptions();
        var filter = new NameFilter("Only services of this user, as they are listed or as the kernel tells who runs them.");
        var lab = new LabSelection();
        Option<bool> json = CommonOptions.Json("Print one JSON document.");
        var command = new Command(Name, "Find services by name and user; a line for each.");
        filter.AddTo(command);
        host.AddTo(command);
        lab.AddTo(command);
        command.Options.Add(json);
        s_manual.AddTo(command);
        command.SetAction((parsed, stop) => lab.IsGiven(parsed) ? lab.UseAsync(parsed, async directory =>
        {
            IReadOnlyList<LabService> found = await filter.FindAsync(directory, parsed, stop);
            PortRow[] rows = [.. found.Where(service => lab.Matches(service, parsed)).Select(LabSelection.Row)];
            Write(parsed.InvocationConfiguration.Output, rows, parsed.GetValue(json), withHost: true);
            return rows.Length > 0 ? ExitCode.Done : ExitCode.NotFound;
        }, stop) : host.UseAsync(parsed, async (client, limit) =>
        {
            IReadOnlyList<PortAllocation> found = await filter.FindAsync(client, parsed, limit);
            PortRow[] rows = [.. found.Select(allocation => PortRow.From(client.Host, allocation))];
            Write(parsed.InvocationConfiguration.Output, rows, parsed.GetValue(json), withHost: false);
            return rows.Length > 0 ? ExitCode.Done : ExitCode.NotFound;
        }, stop));
        return command;
    }

    private static void Write(TextWriter output, PortRow[] rows, bool json, bool withHost)
    {
        if (json)
            Json.Write(output, new ListingDocument(rows, []));
        foreach (PortRow row in json ? [] : rows)
            output.WriteLine(withHost ? Lines.WithHost(row) : Lines.Of(row));
    }
}
