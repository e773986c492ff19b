using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace PortManager.Server.Web.Api;

/// <summary>How JSON is written: compactly, with the letters of every script as they are.</summary>
internal static class ApiJson
{
    public static ApiTypes Types { get; } =
        new(new JsonSerializerOptions(ApiTypes.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
}

/// <summary>What is sent as JSON; its serializers are made by the compiler.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PortStateConverter)])]
[JsonSerializable(typeof(PortsDocument))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ApiTypes : JsonSerializerContext;

/// <summary>States in lower case.</summary>
internal sealed class PortStateConverter() : JsonStringEnumConverter<PortState>(JsonNamingPolicy.CamelCase);
