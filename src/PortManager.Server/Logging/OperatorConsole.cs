using Microsoft.Extensions.Logging;
using PortManager.Server.Files;

namespace PortManager.Server.Logging;

/// <summary>
/// Tells the operator where things are, on standard output, and warns on standard error and in the log. The terminal may block, so a thread of
/// its own writes to it. Safe for several threads.
/// </summary>
internal sealed class OperatorConsole : IDisposable
{
    private readonly LineQueue _queue = new("console", Write);

    /// <summary>Warnings go to the log as well, once there is one.</summary>
    public ILogger? Log { get; set; }

    public void Say(string line) => _queue.Add(new LogLine(LogLevel.Information, default, line));

    public void Warn(string warning)
    {
        _queue.Add(new LogLine(LogLevel.Warning, default, $"portmanager: warning: {warning}"));
        Log?.Warning(warning);
    }

    public void Finish(TimeSpan timeout) => _queue.Finish(timeout);

    public void Dispose() => _queue.Dispose();

    private static void Write(IReadOnlyList<LogLine> lines, int dropped)
    {
        try
        {
            foreach (LogLine line in lines)
                (line.Level == LogLevel.Information ? Console.Out : Console.Error).WriteLine(line.Message);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // Nobody is at the terminal, or there is none; the log has the warnings.
        }
    }
}
