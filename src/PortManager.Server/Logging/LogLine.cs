using System.Globalization;
using Microsoft.Extensions.Logging;

namespace PortManager.Server.Logging;

/// <summary>One event of the log.</summary>
internal readonly record struct LogLine(LogLevel Level, DateTimeOffset Time, string Message)
{
    private static readonly string s_host = Environment.MachineName;

    /// <summary>The line as today's daemons write it: <c>level   Month dd, yyyy HH:MM:SS host message</c> (SPEC section 5).</summary>
    public string Format(TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{Word}   {TimeZoneInfo.ConvertTime(Time, zone):MMMM dd, yyyy HH:mm:ss} {s_host} {Message}");

    private string Word => Level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
