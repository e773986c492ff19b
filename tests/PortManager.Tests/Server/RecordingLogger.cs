using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PortManager.Tests.Server;

/// <summary>Keeps what is logged. Tests look at the ids: the sentences may change.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(int Id, string Message)> _events = new();

    public IEnumerable<int> Ids => _events.Select(e => e.Id);

    public IEnumerable<string> Messages => _events.Select(e => e.Message);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => _events.Enqueue((eventId.Id, formatter(state, exception)));
}
