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

    private static readonly Manual s_manual = new("portmanager status [options] [HOST]")
    {
        Notes =
        [
            "Prints a row for each thing that the port manager says of itself: its version, its pool and what is left of it, its "
                + "connections, its limits, its journal, what outlives it. With --json the output is one object, of the shape that GET /api/v1/status has.",
            "With --check the exit code is 1 if the port manager answers but cannot do its work: it has no free port, or its journal "
                + "cannot be written. A line on standard error says which.",
        ],
        Examples =
        [
            "portmanager status",
            "portmanager status daq1 --check > /dev/null || echo 'look at daq1'",
            "portmanager status --host daq1 --json | jq .pool.free",
        ],
        ExitCodes = ["0", "1", "2", "3", "5"],
    };

    public static Command Create()
    {
        var host = new HostOptions();
        var check = new Option<bool>("--check") { Description = "End with exit code 1 if the port manager cannot do its work." };
        Option<bool> json = CommonOptions.Json("Print one JSON object.");
        var command = new Command(Name, "Show how a port manager is: its pool, its connections, its limits.");
        Func<ParseResult, string> hostOf = host.AddArgumentTo(command);
        host.AddTo(command);
        command.Options.Add(check);
        command.Options.Add(json);
        s_manual.AddTo(command);
        command.SetAction((parsed, stop) => HostOptions.UseAsync(hostOf(parsed), host.Port(parsed), host.Timeout(parsed), async (client, limit) =>
        {
            IReadOnlyList<KeyValuePair<string, string>> status = await client.GetStatusAsync(limit);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                Json.Write(output, StatusJson.Of(client.Host, status));
            else
                Table.Write(output, ["WHAT", "VALUE"], [["host", client.Host], .. status.Select(row => new[] { row.Key, row.Value })]);
            if (parsed.GetValue(check) && Trouble(status) is { } trouble)
                throw new Failure(ExitCode.NotFound, $"the port manager on {client.Host} port {client.Port} {trouble}");
            return ExitCode.Done;
        }, stop));
        return command;
    }

    private static string? Trouble(IEnumerable<KeyValuePair<string, string>> status)
    {
        var values = status.ToDictionary();
        return values.GetValueOrDefault("journal") == "failing" ? "cannot write its journal: allocations would not survive a restart"
            : values.GetValueOrDefault("ports-free") == "0" ? "has no free port"
            : null;
    }
}
