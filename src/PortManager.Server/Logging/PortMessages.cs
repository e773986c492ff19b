using System.Globalization;
using Microsoft.Extensions.Logging;

namespace PortManager.Server.Logging;

/// <summary>
/// The events that each connection logs, beside <see cref="LogMessages"/>. They are written by hand: what is generated formats
/// several times as slowly, which showed in the rate of connections.
/// </summary>
internal static class PortMessages
{
    private static readonly EventId s_allocated = new(10, nameof(Allocated));
    private static readonly EventId s_freed = new(11, nameof(Freed));
    private static readonly EventId s_allocatedInName = new(16, nameof(AllocatedInName));

    public static void Allocated(this ILogger log, int port, string service, string user) =>
        log.Log(LogLevel.Information, s_allocated, (port, service, user), null, static (e, _) =>
            string.Create(CultureInfo.InvariantCulture, $"allocated port {e.port} to {e.service} of {e.user}"));

    public static void Freed(this ILogger log, int port, string service, string user) =>
        log.Log(LogLevel.Information, s_freed, (port, service, user), null, static (e, _) =>
            string.Create(CultureInfo.InvariantCulture, $"freed port {e.port} of {e.service} of {e.user}"));

    public static void AllocatedInName(this ILogger log, int port, string service, string user, string verified) =>
        log.Log(LogLevel.Warning, s_allocatedInName, (port, service, user, verified), null, static (e, _) =>
            string.Create(CultureInfo.InvariantCulture, $"allocated port {e.port} to {e.service} of {e.user}, in whose name {e.verified} asked"));
}
