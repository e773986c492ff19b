using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using PortManager.Server.Events;
using PortManager.Server.Web.Http;

namespace PortManager.Server.Web.Api;

/// <summary>How JSON is written: compactly, with the letters of every script as they are.</summary>
internal static class ApiJson
{
    public static ApiTypes Types { get; } =
        new(new JsonSerializerOptions(ApiTypes.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });

    public static Entity Entity<T>(T value, JsonTypeInfo<T> type) =>
        new("application/json", JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>A moment as it is shown: in UTC, to the millisecond.</summary>
    public static DateTime Time(DateTimeOffset moment) =>
        DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds()).UtcDateTime;
}

/// <summary>What is sent as JSON; its serializers are made by the compiler. The quicker kind that it can make as well does not write with an encoder of ours.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(PortStateConverter), typeof(EventKindConverter)])]
[JsonSerializable(typeof(PortsDocument))]
[JsonSerializable(typeof(PrometheusTargetsDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(RecentDocument))]
[JsonSerializable(typeof(EventDocument))]
[JsonSerializable(typeof(LabPortsDocument))]
[JsonSerializable(typeof(LabHostsDocument))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ApiTypes : JsonSerializerContext;

/// <summary>States in lower case.</summary>
internal sealed class PortStateConverter() : JsonStringEnumConverter<PortState>(JsonNamingPolicy.CamelCase);

/// <summary>Kinds of events in lower case.</summary>
internal sealed class EventKindConverter() : JsonStringEnumConverter<EventKind>(JsonNamingPolicy.CamelCase);
