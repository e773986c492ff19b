using System.CommandLine;
using PortManager.Server;

namespace PortManager.Cli.Commands;

/// <summary>How much one client, or all of them, may take of the daemon.</summary>
internal sealed class LimitOptions
{
    private static readonly Limits s_defaults = new();

    private readonly Option<int?> _connections = Number(
        "--max-connections", "Connections in all (default: as many as there are file descriptors, less 64).");

    private readonly Option<int?> _perHost = Number(
        "--max-connections-per-host", $"Connections of one other host (default: {s_defaults.ConnectionsPerHost}).");

    private readonly Option<int?> _portsPerConnection = Number(
        "--max-ports-per-connection", $"Ports of one connection (default: {s_defaults.PortsPerConnection}).");

    private readonly Option<int?> _portsPerUser = Number(
        "--max-ports-per-user", $"Ports of one user (default: {s_defaults.PortsPerUser}).");

    private readonly Option<int?> _line = Number("--max-line", $"Bytes of a request (default: {s_defaults.LineLength}).");

    private readonly Option<TimeSpan?> _lineAge = new("--max-line-age")
    {
        HelpName = "SECONDS",
        Description = $"How long a request may take to come (default: {s_defaults.LineAge.TotalSeconds}).",
        CustomParser = Values.Seconds,
    };

    private readonly Option<int?> _unread = Number(
        "--max-unread", $"Bytes of replies that clients have not read, of all together; at least 1048576 (default: {s_defaults.UnreadBytes}).");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_connections, _perHost, _portsPerConnection, _portsPerUser, _line, _lineAge, _unread])
            command.Options.Add(option);
    }

    public Limits Read(ParseResult parsed) => new()
    {
        Connections = parsed.GetValue(_connections),
        ConnectionsPerHost = parsed.GetValue(_perHost) ?? s_defaults.ConnectionsPerHost,
        PortsPerConnection = parsed.GetValue(_portsPerConnection) ?? s_defaults.PortsPerConnection,
        PortsPerUser = parsed.GetValue(_portsPerUser) ?? s_defaults.PortsPerUser,
        LineLength = parsed.GetValue(_line) ?? s_defaults.LineLength,
        LineAge = parsed.GetValue(_lineAge) ?? s_defaults.LineAge,
        UnreadBytes = parsed.GetValue(_unread) ?? s_defaults.UnreadBytes,
    };

    private static Option<int?> Number(string name, string description) => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result => Values.Number(result, int.MaxValue, "a number, 1 or more"),
    };
}
