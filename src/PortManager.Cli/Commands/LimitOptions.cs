using System.CommandLine;
using PortManager.Server;

namespace PortManager.Cli.Commands;

/// <summary>How much one client, or all of them, may take of the daemon.</summary>
internal sealed class LimitOptions
{
    private static readonly Limits s_defaults = new();

    private readonly Option<int?> _connections = Number(
        "--max-connections", "Connections in all; 1 or more (default: as many as there are file descriptors, less 64).");

    private readonly Option<int?> _perHost = Number(
        "--max-connections-per-host", $"Connections of one other host; 1 or more (default: {s_defaults.ConnectionsPerHost}).");

    private readonly Option<int?> _portsPerConnection = Number(
        "--max-ports-per-connection", $"Ports of one connection; 1 to 65535 (default: {s_defaults.PortsPerConnection}).", most: ushort.MaxValue);

    private readonly Option<int?> _portsPerUser = Number(
        "--max-ports-per-user", $"Ports of one user; 1 to 65535 (default: {s_defaults.PortsPerUser}).", most: ushort.MaxValue);

    private readonly Option<int?> _line = Number(
        "--max-line",
        $"Bytes of a request; {Limits.MinLineLength} to {Limits.MaxLineLength} (default: {s_defaults.LineLength}).",
        Limits.MinLineLength,
        Limits.MaxLineLength,
        " bytes");

    private readonly Option<TimeSpan?> _lineAge = new("--max-line-age")
    {
        HelpName = "SECONDS",
        Description = $"How long a request may take to come; 1 to 86400 (default: {s_defaults.LineAge.TotalSeconds}).",
        CustomParser = result => Values.Seconds(result, least: 1),
    };

    private readonly Option<int?> _unread = Number(
        "--max-unread",
        $"Bytes of replies that clients have not read, of all together; {Limits.MinUnreadBytes} or more (default: {s_defaults.UnreadBytes}).",
        Limits.MinUnreadBytes);

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

    private static Option<int?> Number(
        string name, string description, int least = 1, int most = int.MaxValue, string unit = "") => new(name)
        {
            HelpName = "N",
            Description = description,
            CustomParser = result => Values.Number(result, least, most, Range(result.Tokens[^1].Value, least, most) + unit),
        };

    // The greatest number of all matters only if a greater one was given.
    private static string Range(string text, int least, int most) =>
        most == int.MaxValue && !IsTooLarge(text) ? $"{least} or more" : $"{least} to {most}";

    private static bool IsTooLarge(string text) => text.Length > 9 && text.All(char.IsAsciiDigit);
}
