using System.Globalization;
using System.Text.Json.Nodes;
using PortManager.Protocol;
using PortManager.Server;

namespace PortManager.Cli.Output;

/// <summary>The reply to STATUS in the shape that <c>GET /api/v1/status</c> has. The line protocol is always on; HTTP may be off, or elsewhere.</summary>
internal static class StatusJson
{
    // Where the value of each key goes, and as what.
    private static readonly (string Key, string Place, Func<string, JsonNode?> Value)[] s_places =
    [
        ("version", "version", Text),
        ("process", "process", Number),
        ("started", "started", Time),
        ("listen", "listen", Words),
        ("http", "http", value => Words(value == "off" ? "" : value)),
        ("identity", "identity", Text),
        ("protected", "protected", Protected),
        ("pool", "pool.ranges", Text),
        ("pool-size", "pool.size", Number),
        ("ports-held", "pool.held", Number),
        ("ports-free", "pool.free", Number),
        ("ports-busy", "pool.busy", value => Split(value).Length),
        ("ports-resting", "pool.resting", Number),
        ("ports-busy", "pool.busyPorts", value => new JsonArray([.. Split(value).Select(Number)])),
        ("connections", "connections.open", Number),
        ("connections-holding", "connections.holding", Number),
        ("connections-idle", "connections.idle", Number),
        ("connections-http", "connections.http", Number),
        ("unread-bytes", "connections.unreadBytes", Number),
        ("connections-limit", "limits.connections", Number),
        ("connections-per-host-limit", "limits.connectionsPerHost", Number),
        ("ports-per-connection-limit", "limits.portsPerConnection", Number),
        ("ports-per-user-limit", "limits.portsPerUser", Number),
        ("line-length-limit", "limits.lineLength", Number),
        ("line-age-limit", "limits.lineAgeSeconds", Number),
        ("unread-bytes-limit", "limits.unreadBytes", Number),
        ("journal", "journal.state", Text),
        ("journal-writes", "journal.writes", Number),
        ("survives-restart", "restarts.survives", Text),
        ("restarts-survived", "restarts.survived", Number),
        ("start-adopted", "restarts.adopted", Number),
        ("start-orphaned", "restarts.orphaned", Number),
        ("start-resting", "restarts.resting", Number),
        ("directory", "directory.state", Text),
        ("directory-host", "directory.host", Text),
        ("directory-since", "directory.since", Time),
        ("directory-problem", "directory.problem", Text),
    ];

    /// <summary>Puts a status into that shape. What only a newer port manager tells stands beside the rest, under the key that it has in STATUS.</summary>
    /// <param name="host">The host as the command line names it.</param>
    /// <param name="status">The rows of the reply.</param>
    public static JsonObject Of(string host, IReadOnlyList<KeyValuePair<string, string>> status)
    {
        var document = new JsonObject { ["host"] = host };
        Dictionary<string, string> values = status.ToDictionary();
        foreach ((string key, string place, Func<string, JsonNode?> value) in s_places)
        {
            if (values.TryGetValue(key, out string? text))
                Put(document, place, value(text));
        }

        foreach ((string key, string value) in status.Where(row => !Array.Exists(s_places, place => place.Key == row.Key)))
            document[key] = Number(value);
        return document;
    }

    private static void Put(JsonObject document, string place, JsonNode? value)
    {
        if (place.Split('.') is not [var part, var name])
        {
            document[place] = value;
            return;
        }

        if (document[part] is not JsonObject inner)
            document[part] = inner = [];
        inner[name] = value;
    }

    private static JsonNode? Text(string value) => JsonValue.Create(value, JsonTypes.Default.String);

    private static JsonNode? Number(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? JsonValue.Create(number, JsonTypes.Default.Int64) : Text(value);

    private static JsonNode? Time(string value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out DateTimeOffset moment) ? JsonValue.Create(moment.UtcDateTime, JsonTypes.Default.DateTime) : Text(value);

    private static JsonArray Words(string value) => new([.. Split(value).Select(Text)]);

    private static JsonArray Protected(string value)
    {
        var rules = new List<string>();
        _ = TclList.TryParse(value, rules, out _);
        return new JsonArray([.. rules.Select(Rule)]);
    }

    // NAME=USER,USER
    private static JsonNode? Rule(string text) => ProtectedName.TryParse(text, out ProtectedName? rule)
        ? new JsonObject { ["service"] = rule.Service, ["users"] = new JsonArray([.. rule.Users.Select(Text)]) }
        : Text(text);

    private static string[] Split(string value) => value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
