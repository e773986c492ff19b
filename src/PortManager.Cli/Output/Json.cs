using System.Text.Encodings.Web;
using System.Text.Json;
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

    private static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type) =>
        output.WriteLine(JsonSerializer.Serialize(value, type));
}
