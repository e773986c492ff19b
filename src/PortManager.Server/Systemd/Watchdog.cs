using System.Globalization;

namespace PortManager.Server.Systemd;

/// <summary>What systemd wants to hear of this process (sd_watchdog_enabled(3)).</summary>
internal static class Watchdog
{
    // To feed it more often would take a processor, and nothing would be left for clients.
    private const long MinMicroseconds = 1_000;
    private const long MaxMicroseconds = 365L * 24 * 3600 * 1_000_000;

    /// <summary>How often systemd wants to hear that it is alive; null if it does not.</summary>
    public static TimeSpan? Interval => Read(
        Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.ProcessId);

    /// <summary>How often systemd wants to hear of a process, as its variables say.</summary>
    public static TimeSpan? Read(string? process, string? interval, int processId)
    {
        bool isOurs = string.IsNullOrEmpty(process) || process == processId.ToString(CultureInfo.InvariantCulture);
        return isOurs && long.TryParse(interval, NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(Math.Clamp(microseconds, MinMicroseconds, MaxMicroseconds))
            : null;
    }
}
