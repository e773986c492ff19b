using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;
using PortManager.Cli.Processes;
using PortManager.Lab;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager list</c></summary>
internal static class ListCommand
{
    public const string Name = "list";

    private static readonly Manual s_manual = new("portmanager list [options] [HOST...]")
    {
        Notes =
        [
            "Several hosts are asked at the same time. One that does not answer is reported on standard error, and the others "
                + "are listed. With --json the output is one document: "
                + """{"ports": [{"host", "port", "service", "user"}, ...], "errors": [{"host", "error"}, ...]}.""",
            "On a terminal, long names are cut so that rows fit, and a user that is not the one who the kernel says runs the service is "
                + "followed by that one: fox (by root). Elsewhere nothing is cut or added.",
            "With --long there are three more columns. VERIFIED (\"verifiedUser\") is the user who the kernel says runs the service, and "
                + "empty where that is USER. STATE (\"state\") is listening, reserved (nobody listens on the port yet) or orphaned (the "
                + "service still listens, but its connection ended with the daemon before). SINCE (\"since\") is when the port was taken.",
        ],
        Examples =
        [
            "portmanager list",
            "portmanager list daq1 daq2 daq3",
            "portmanager list --long",
            "portmanager list --lab --host-pattern 'daq*'",
            "portmanager list --json daq1 | jq -r '.ports[] | select(.user == \"fox\") | .port'",
        ],
        ExitCodes = ["0", "2", "3", "4", "5"],
    };

    public static Command Create()
    {
        var hosts = new Argument<string[]>("HOST")
        {
            Description = $"Hosts to ask (default: {HostOptions.DefaultHost}).",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = Values.Hosts,
        };
        var host = new HostOptions();
        var lab = new LabSelection();
        var isLong = new Option<bool>("--long", "-l") { Description = "Show the verified user, the state, and since when." };
        Option<bool> json = CommonOptions.Json("Print one JSON document.");
        var command = new Command(Name, "List the services that are advertised, with their ports and users.");
        command.Arguments.Add(hosts);
        host.AddTo(command);
        lab.AddTo(command);
        command.Options.Add(isLong);
        command.Options.Add(json);
        s_manual.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            if (lab.IsGiven(parsed))
                return lab.UseAsync(parsed, directory => RunAsync(lab, directory, parsed, parsed.GetValue(isLong), parsed.GetValue(json), stop), stop);
            string[] named = parsed.GetRequiredValue(hosts);
            string[] all = host.IsGiven(parsed) || named.Length == 0 ? [host.Host(parsed), .. named] : named;
            return RunAsync(parsed.InvocationConfiguration.Output, all, host, parsed, parsed.GetValue(isLong), parsed.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        TextWriter output, IReadOnlyList<string> hosts, HostOptions options, ParseResult parsed, bool isLong, bool json, CancellationToken stop)
    {
        // Programs read what does not go to a terminal. For them it stays as it is.
        DetailWish details = isLong ? DetailWish.Needed : !json && Terminal.OutputColumns is not null ? DetailWish.IfKnown : DetailWish.None;
        (int? port, TimeSpan? timeout) = (options.Port(parsed), options.Timeout(parsed));
        HostListing[] listings = await Task.WhenAll(hosts.Distinct().Select(host => HostListing.AskAsync(host, port, timeout, details, stop)));
        PortRow[] rows = [.. listings.SelectMany(listing => listing.Ports)];
        HostListing[] failed = [.. listings.Where(listing => listing.Failure is not null)];
        bool hasAnswers = failed.Length < listings.Length;
        if (json)
            Json.Write(output, new ListingDocument(rows, [.. failed.Select(f => new HostError(f.Host, f.Failure!.Message))]));
        else if (hasAnswers)
            PortTable.Write(output, rows, isLong, withHost: listings.Length > 1);

        await output.FlushAsync(stop);
        foreach (HostListing listing in failed)
            ErrorOutput.Write(listing.Failure!);
        return ExitCodeOf(failed, hasAnswers);
    }

    private static async Task<int> RunAsync(LabSelection lab, LabDirectory directory, ParseResult parsed, bool isLong, bool json, CancellationToken stop)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        // Programs get the same as from one host.
        bool withDetails = isLong || (!json && Terminal.OutputColumns is not null);
        PortRow[] rows =
        [
            .. (await directory.ListAsync(stop)).Where(service => lab.Matches(service, parsed)).Select(service => withDetails ? LabSelection.DetailedRow(service) : LabSelection.Row(service)),
        ];
        if (json)
            Json.Write(output, new ListingDocument(rows, []));
        else
            PortTable.Write(output, rows, isLong, withHost: true);
        return ExitCode.Done;
    }

    private static int ExitCodeOf(HostListing[] failed, bool hasAnswers)
    {
        if (failed.Length == 0)
            return ExitCode.Done;
        if (hasAnswers)
            return ExitCode.SomeHostsFailed;
        return failed is [var only] ? only.Failure!.ExitCode : ExitCode.CannotConnect;
    }
}
