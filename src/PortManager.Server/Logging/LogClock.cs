using System.Globalization;

namespace PortManager.Server.Logging;

/// <summary>The time as a log line has it, made once a second: making it takes longer than the rest of a line. Not safe for several threads.</summary>
/// <param name="zone">The zone of local time.</param>
internal sealed class LogClock(TimeZoneInfo zone)
{
    private long _second = -1;
    private string _text = "";

    /// <summary>A moment in local time: <c>Month dd, yyyy HH:MM:SS</c>.</summary>
    public string Text(DateTimeOffset moment)
    {
        long second = moment.UtcTicks / TimeSpan.TicksPerSecond;
        if (second != _second)
        {
            _second = second;
            _text = TimeZoneInfo.ConvertTime(moment, zone).ToString("MMMM dd, yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        }

        return _text;
    }
}
