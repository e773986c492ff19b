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

    public static void Write(TextWriter output, JsonObject document) => Write(output, document, s_types.JsonObject);

    // Outside of texts there is none of the characters that are escaped.
    private static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type) =>
        output.WriteLine(HiddenCharacters.Escape(JsonSerializer.Serialize(value, type)));
}
