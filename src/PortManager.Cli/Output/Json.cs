using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PortManager.Cli.Output;

/// <summary>Writes JSON, one document a line.</summary>
internal static class Json
{
    // Names are shown as they are; the default would write a letter outside ASCII as an escape sequence.
    private static readonly JsonTypes s_types = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    public static void Write(TextWriter output, ListingDocument document) => Write(output, document, s_types.ListingDocument);

    public static void Write(TextWriter output, PortRow row) => Write(output, row, s_types.PortRow);

    public static void Write(TextWriter output, ChangeLine line) => Write(output, line, s_types.ChangeLine);

    // What a newer port manager may add is taken for a count where it looks like one.
    private static readonly HashSet<string> s_texts =
    [
        "version", "started", "listen", "http", "pool", "ports-busy", "identity", "journal", "survives-restart",
    ];

    /// <summary>Writes what a port manager says of itself: its counts and limits as numbers, all else as texts.</summary>
    public static void Write(TextWriter output, string host, IEnumerable<KeyValuePair<string, string>> status)
    {
        var document = new JsonObject { ["host"] = host };
        foreach ((string key, string value) in status)
            document[key] = !s_texts.Contains(key) && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : value;
        Write(output, document, s_types.JsonObject);
    }

    private static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type) =>
        output.WriteLine(JsonSerializer.Serialize(value, type));
}
