using System.CommandLine;
using PortManager.Cli.Errors;
using PortManager.Cli.Help;
using PortManager.Cli.Output;

namespace PortManager.Cli.Commands;

/// <summary><c>portmanager status</c></summary>
// It uses the line protocol, which is always on. HTTP can be off, on another port, or blocked by a firewall.
internal static class StatusCommand
{
    public const string Name = "status";

    private static readonly Manual s_manual = new("portmanager status [options]")
    {
        Notes =
        [
            "Prints a row for each thing that the port manager says of itself: its version, its pool and what is left of it, its "
                + "connections, its limits, its journal, what outlives it. With --json the output is one object, in which counts and limits are numbers, and all else is text.",
        ],
        Examples =
        [
            "portmanager status",
            "portmanager status --host daq1 --json | jq '.\"ports-free\"'",
        ],
        ExitCodes = ["0", "2", "3", "5"],
    };

    public static Command Create()
    {
        var host = new HostOptions();
        Option<bool> json = CommonOptions.Json("Print one JSON object.");
        var command = new Command(Name, "Show how a port manager is: its pool, its connections, its limits.");
        host.AddTo(command);
        command.Options.Add(json);
        s_manual.AddTo(command);
        command.SetAction((parsed, stop) => host.UseAsync(parsed, async client =>
        {
            IReadOnlyList<KeyValuePair<string, string>> status = await client.GetStatusAsync(stop);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                Json.Write(output, client.Host, status);
            else
                Table.Write(output, ["WHAT", "VALUE"], [["host", client.Host], .. status.Select(row => new[] { row.Key, row.Value })]);
            return ExitCode.Done;
        }, stop));
        return command;
    }
}
