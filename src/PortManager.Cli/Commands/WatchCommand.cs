using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;
using PortManager.Cli.Signals;
using PortManager.Client;
using PortManager.Lab;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager watch</c></summary>
internal sealed class WatchCommand
{
    public const string Name = "watch";

    private static readonly Manual s_manual = new("portmanager watch [options] [SERVICE]")
    {
        Notes =
        [
            "Prints '+ port service user' for each service that is there and for each that comes, and '- port service user' "
                + "for each that goes, at once, until SIGINT or SIGTERM comes or nobody reads the output any more. With "
                + "--json each line is an object: "
                + """{"change": "added" or "removed", "host", "port", "service", "user"}.""",
            "With --lab, the host is the last word of each line, and a host that dies takes its services with it.",
            "When the port manager goes or the directory goes away, the watch goes on as soon as it is back, with what has changed meanwhile.",
        ],
        Examples =
        [
            "portmanager watch RingMaster",
            "portmanager watch --user fox",
            "portmanager watch --host daq1 --json | jq --unbuffered -r 'select(.change == \"removed\") | .service'",
        ],
        ExitCodes = ["0", "2", "3", "5"],
    };

    private readonly HostOptions _host = new();
    private readonly NameFilter _filter = new("Only services of this user.");
    private readonly LabSelection _lab = new();
    private readonly Option<bool> _json = CommonOptions.Json("Print a JSON object a line.");

    public static Command Create()
    {
        var watch = new WatchCommand();
        var command = new Command(Name, "Watch services come and go; a line for each change.");
        watch._filter.AddTo(command);
        watch._host.AddTo(command);
        watch._lab.AddTo(command);
        command.Options.Add(watch._json);
        s_manual.AddTo(command);
        command.SetAction((parsed, _) => watch.RunAsync(parsed));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        using var signals = new StopSignals();
        // On another thread, so that a signal ends the program even if writing blocks because the output is not read.
        Task watching = Task.Run(
            () => _lab.IsGiven(parsed)
                ? _lab.UseAsync(parsed, lab => PrintAsync(lab, parsed, signals.Token), signals.Token)
                : _host.UseAsync(parsed, (client, _) => PrintAsync(client, parsed, signals.Token), signals.Token));
        Task end = await Task.WhenAny(watching, StandardOutput.ReaderLeft(), signals.Came);
        if (end == watching && !signals.HaveCome)
            await watching;
        throw new SilentExit(ExitCode.Done);
    }

    private async Task<int> PrintAsync(LabDirectory lab, ParseResult parsed, CancellationToken stop)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        await foreach (LabChange change in _filter.WatchAsync(lab, parsed, stop))
        {
            // What is printed is that a service comes or goes.
            if (change.Kind == LabChangeKind.Updated || !_lab.Matches(change.Service, parsed))
                continue;
            PortRow row = LabSelection.Row(change.Service);
            if (parsed.GetValue(_json))
                Json.Write(output, ChangeLine.From(change.Kind == LabChangeKind.Added, row));
            else
                output.WriteLine(Lines.Of(change.Kind == LabChangeKind.Added ? '+' : '-', row));
            output.Flush();
        }

        return ExitCode.Done;
    }

    private async Task<int> PrintAsync(PortManagerClient client, ParseResult parsed, CancellationToken stop)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        await foreach (PortChange change in _filter.WatchAsync(client, parsed, stop))
        {
            if (parsed.GetValue(_json))
                Json.Write(output, ChangeLine.From(client.Host, change));
            else
                output.WriteLine(Lines.Of(change));
            output.Flush();
        }

        return ExitCode.Done;
    }
}
