using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PortManager.Cli.Output;

/// <summary>The types that are written as JSON. The compiler generates their serializers.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ListingDocument))]
[JsonSerializable(typeof(PortRow))]
[JsonSerializable(typeof(ChangeLine))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(DateTime))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(long))]
internal sealed partial class JsonTypes : JsonSerializerContext;
