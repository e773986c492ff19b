using System.Text.Json;
using PortManager.Server.Events;

namespace PortManager.Server.Web.Api;

/// <summary>The events of this host.</summary>
internal sealed class DaemonEvents(RecentEvents recent) : IEventSource
{
    public event Action? Happened
    {
        add => recent.Happened += value;
        remove => recent.Happened -= value;
    }

    public long LastId => recent.LastId;

    public IEnumerable<StreamEvent>? Since(long id, int max) => recent.TryGetSince(id, max, out DaemonEvent[] events) ? events.Select(ToStream) : null;

    private static StreamEvent ToStream(DaemonEvent happened) => new(
        happened.Id,
        JsonNamingPolicy.CamelCase.ConvertName(happened.Kind.ToString()),
        JsonSerializer.SerializeToUtf8Bytes(EventDocument.Of(happened, named: false), ApiJson.Types.EventDocument));
}
