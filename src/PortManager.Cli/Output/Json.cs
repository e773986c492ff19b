using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PortManager.Protocol;

namespace PortManager.Cli.Output;

/// <summary>Writes JSON, one document per line.</summary>
internal static class Json
{
    // Writes names as they are. By default, letters outside ASCII become escape sequences.
    private static readonly JsonTypes s_types = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    public static void Write(TextWriter output, ListingDocument document) => Write(output, document, s_types.ListingDocument);

    public static void Write(TextWriter output, PortRow row) => Write(output, row, s_types.PortRow);

    public static void Write(TextWriter output, ChangeLine line) => Write(output, line, s_types.ChangeLine);

    // The keys whose values are text. A key that only a newer port manager has is written as a number if its value looks like one.
    private static readonly HashSet<string> s_texts =
    [
        "version", "started", "listen", "http", "pool", "ports-busy", "identity", "protected", "journal", "survives-restart",
        "directory", "directory-host", "directory-since", "directory-problem",
    ];

    /// <summary>Writes the status of a port manager: counts and limits as numbers, all else as text.</summary>
    public static void Write(TextWriter output, string host, IEnumerable<KeyValuePair<string, string>> status)
    {
        var document = new JsonObject { ["host"] = host };
        foreach ((string key, string value) in status)
            document[key] = !s_texts.Contains(key) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : value;
        Write(output, document, s_types.JsonObject);
    }

    // Outside of texts there is none of the characters that are escaped.
    private static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type) =>
        output.WriteLine(HiddenCharacters.Escape(JsonSerializer.Serialize(value, type)));
}
