using System.ComponentModel;
using PortManager.Server.Status;

namespace PortManager.Server.Web.Api;

/// <summary>The last hour.</summary>
internal sealed record HistoryDocument(
    [property: Description("The time between two samples.")] int IntervalSeconds,
    [property: Description("When the last sample was taken.")] DateTime End,
    [property: Description("Ports held, the oldest sample first; at most 360.")] IReadOnlyList<int> Held,
    [property: Description("Requests a second since the sample before; as many.")] IReadOnlyList<double> Requests)
{
    public static HistoryDocument Of(UsageHistory history)
    {
        (DateTimeOffset end, UsageHistory.Sample[] samples) = history.Read();
        return new HistoryDocument(
            (int)UsageHistory.Interval.TotalSeconds, ApiJson.Time(end), [.. samples.Select(s => s.Held)], [.. samples.Select(s => s.Requests)]);
    }
}
