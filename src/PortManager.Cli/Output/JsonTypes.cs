using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PortManager.Cli.Output;

/// <summary>What is printed as JSON; its serializers are made by the compiler.</summary>
[JsonSerializable(typeof(ListingDocument))]
[JsonSerializable(typeof(PortRow))]
[JsonSerializable(typeof(ChangeLine))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class JsonTypes : JsonSerializerContext;
