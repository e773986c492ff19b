using Microsoft.Extensions.Logging;

namespace PortManager.Extensions.Hosting;

/// <summary>What the package logs.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "The service {Service} is advertised on port {Port}")]
    public static partial void Advertised(this ILogger log, string service, int port);

    [LoggerMessage(2, LogLevel.Information, "The service {Service} on port {Port} is withdrawn")]
    public static partial void Withdrawn(this ILogger log, string service, int port);

    [LoggerMessage(3, LogLevel.Warning, "The service {Service} is not advertised on port {Port} any more: its port is claimed again")]
    public static partial void Lost(this ILogger log, string service, int port);

    [LoggerMessage(4, LogLevel.Error, "The service {Service} on port {Port} will not be advertised again: {Reason}")]
    public static partial void GaveUp(this ILogger log, string service, int port, string reason);

    [LoggerMessage(5, LogLevel.Warning, "The service {Service} waits for a port: {Reason}")]
    public static partial void Waiting(this ILogger log, string service, string reason);
}
