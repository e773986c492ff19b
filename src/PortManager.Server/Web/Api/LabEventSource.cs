using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PortManager.Server.LabView;

namespace PortManager.Server.Web.Api;

/// <summary>The events of the lab.</summary>
internal sealed class LabEventSource(LabState state) : IEventSource
{
    public event Action? Happened
    {
        add => state.Happened += value;
        remove => state.Happened -= value;
    }

    public long LastId => state.LastId;

    public IEnumerable<StreamEvent>? Since(long id, int max) => state.Since(id, max)?.Select((happened, i) => ToStream(id + 1 + i, happened));

    private static StreamEvent ToStream(long id, LabEvent happened)
    {
        byte[] data = happened switch
        {
            { Service: { } service } => Json(LabPortDocument.Of(service), ApiJson.Types.LabPortDocument),
            { Host: { } host } => Json(LabHostDocument.Of(host, null), ApiJson.Types.LabHostDocument),
            _ => Json(LabDirectoryDocument.Of(happened.Directory!), ApiJson.Types.LabDirectoryDocument),
        };
        return new StreamEvent(id, JsonNamingPolicy.CamelCase.ConvertName(happened.Kind.ToString()), data);
    }

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
