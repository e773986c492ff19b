using System.ComponentModel;
using PortManager.Server.Events;

namespace PortManager.Server.Web.Api;

/// <summary>The latest events.</summary>
internal sealed record RecentDocument(
    [property: Description("The number of the latest event: /api/v1/events?lastEventId= goes on from there.")] long LastEventId,
    [property: Description("At most 100, the latest last.")] IReadOnlyList<EventDocument> Events)
{
    private const int Most = 100;

    public static RecentDocument Of(RecentEvents recent)
    {
        long last = recent.LastId;
        DaemonEvent[] events = recent.Latest(Most);
        return new RecentDocument(events.Length > 0 ? events[^1].Id : last, [.. events.Select(e => EventDocument.Of(e, named: true))]);
    }
}

/// <summary>Something that happened. What does not apply is left out.</summary>
internal sealed record EventDocument(
    [property: Description("Its number, which grows; in the stream it is the event's id.")] long? Id,
    [property: Description("What it is; in the stream it is the event's name.")] EventKind? Event,
    [property: Description("When it happened.")] DateTime Time,
    [property: Description("added, removed: the port.")] int? Port,
    [property: Description("The name as advertised, or as asked for.")] string? Service,
    [property: Description("The user as the request gave it.")] string? User,
    [property: Description("invalid: the line, made printable and cut at 200 characters.")] string? Request,
    [property: Description("refused, invalid: why.")] string? Reason)
{
    /// <param name="happened">The event.</param>
    /// <param name="named">Whether its number and name are part of it.</param>
    public static EventDocument Of(DaemonEvent happened, bool named) => new(
        named ? happened.Id : null,
        named ? happened.Kind : null,
        ApiJson.Time(happened.Time),
        happened.Port == 0 ? null : happened.Port,
        happened.Service,
        happened.User,
        happened.Request,
        happened.Reason);
}
