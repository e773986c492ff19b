using Microsoft.Extensions.Logging;
using PortManager.Protocol;

namespace PortManager.Server.Logging;

/// <summary>Leads the loggers of the daemon, and those of Kestrel if something is wrong, into the <see cref="LogFile"/>.</summary>
internal sealed class LogFileProvider(LogFile file) : ILoggerProvider
{
    /// <summary>The daemon's own logger. It needs no factory, which takes a while to make.</summary>
    public ILogger Logger { get; } = new FileLogger(file);

    public ILogger CreateLogger(string categoryName) => Logger;

    public void Dispose()
    {
        // The file outlives the host, whose last words it takes.
    }

    private sealed class FileLogger(LogFile file) : ILogger
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
            // One event is one line, and reads as what it is, whatever names are in it.
            file.Add(logLevel, HiddenCharacters.Show(exception is null ? message : $"{message}: {exception}".ReplaceLineEndings(" | ")));
        }
    }
}
