using Microsoft.Extensions.Logging;

namespace PortManager.Server.Logging;

/// <summary>Leads the loggers of the daemon, and those of Kestrel where something is wrong, into the <see cref="LogFile"/>.</summary>
internal sealed class LogFileProvider(LogFile file) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(file);

    public void Dispose()
    {
        // The file outlives the host, whose last words it takes.
    }

    private sealed class Logger(LogFile file) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            string message = formatter(state, exception);
            // One event is one line.
            file.Add(logLevel, exception is null ? message : $"{message}: {exception}".ReplaceLineEndings(" | "));
        }
    }
}
