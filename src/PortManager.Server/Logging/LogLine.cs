using Microsoft.Extensions.Logging;

namespace PortManager.Server.Logging;

/// <summary>One event of the log.</summary>
internal readonly record struct LogLine(LogLevel Level, DateTimeOffset Time, string Message)
{
    private static readonly string s_host = Environment.MachineName;

    /// <summary>Writes the line as today's daemons do: <c>level   Month dd, yyyy HH:MM:SS host message</c> (SPEC section 5).</summary>
    public void WriteTo(TextWriter output, LogClock clock)
    {
        output.Write(Word);
        output.Write("   ");
        output.Write(clock.Text(Time));
        output.Write(' ');
        output.Write(s_host);
        output.Write(' ');
        output.WriteLine(Message);
    }

    private string Word => Level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
