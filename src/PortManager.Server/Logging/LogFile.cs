using Microsoft.Extensions.Logging;
using PortManager.Server.Files;

namespace PortManager.Server.Logging;

/// <summary>
/// The log on disk. A file that cannot be opened is replaced by one of the same name in the home folder; a disk that is
/// full costs lines, not the service.
/// </summary>
internal sealed class LogFile : IDisposable
{
    // Whole lines mostly go to the file by one call, so that those of two writers do not mix.
    private const int BufferSize = 64 * 1024;

    private const long DefaultMaxLength = 256 * 1024 * 1024;

    private readonly string _wanted;
    private readonly OperatorConsole _console;
    private readonly TimeProvider _time;
    private readonly long _maxLength;
    private readonly LineQueue _queue;
    private readonly TaskCompletionSource<string?> _opened = new();
    private LogClock? _clock;
    private StreamWriter? _writer;
    private string? _path;
    private bool _failing;
    private volatile bool _reopen = true;
    private Action? _whenReopened;

    /// <param name="path">Where it should be.</param>
    /// <param name="console">Takes warnings for the operator.</param>
    /// <param name="time">Tells the time.</param>
    /// <param name="maxLength">How many bytes it may have before it is moved aside, if nobody has rotated it until then.</param>
    public LogFile(string path, OperatorConsole console, TimeProvider time, long maxLength = DefaultMaxLength)
    {
        _maxLength = maxLength;
        _wanted = path;
        _console = console;
        _time = time;
        // A thread costs a millisecond, and clients need not wait for that.
        _queue = new LineQueue("log", Write, isHeldBack: true);
    }

    /// <summary>Where the log is, once it is open; null if there is none. Continuations may run on the writing thread.</summary>
    public Task<string?> Opened => _opened.Task;

    /// <summary>Opens the file and writes what has come so far.</summary>
    public void Start() => _queue.WakeWriter();

    public void Add(LogLevel level, string message) => _queue.Add(new LogLine(level, _time.GetUtcNow(), message));

    /// <summary>Closes the file and opens it anew, for log rotation.</summary>
    /// <param name="whenReopened">Is called once the file is open where it should be.</param>
    public void Reopen(Action whenReopened)
    {
        Volatile.Write(ref _whenReopened, whenReopened);
        _reopen = true;
        _queue.WakeWriter();
    }

    public void Finish(TimeSpan timeout) => _queue.Finish(timeout);

    public void Dispose() => _queue.Dispose();

    private void Write(IReadOnlyList<LogLine> lines, int dropped)
    {
        try
        {
            if (_reopen || _writer is null)
                Open();
            if (_writer is not null)
                Write(_writer, lines, dropped);
            if (_writer?.BaseStream is FileStream { CanSeek: true } file && file.Length > _maxLength)
                BeginAnew(file);
            _failing &= _writer is null;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Fail($"cannot write the log {_path} ({FileProblem.Describe(e)}): lines are lost until it can be written");
            Close();
        }
    }

    private void Write(StreamWriter writer, IReadOnlyList<LogLine> lines, int dropped)
    {
        // Here, and not where the daemon starts: to read the rules of a time zone takes a millisecond.
        _clock ??= new LogClock(_time.LocalTimeZone);
        foreach (LogLine line in lines)
            line.WriteTo(writer, _clock);
        if (dropped > 0)
            new LogLine(LogLevel.Warning, _time.GetUtcNow(), $"{dropped} lines were dropped here").WriteTo(writer, _clock);
        writer.Flush();
    }

    private void Open()
    {
        _reopen = false;
        Close();
        _path = Fallback.Choose("log", _wanted, p => _writer = OpenAppending(p), Fail);
        _opened.TrySetResult(_path);
        if (_path == _wanted)
            Interlocked.Exchange(ref _whenReopened, null)?.Invoke();
    }

    /// <summary>Moves a log aside that nobody rotates, in the place of the one before; if that cannot be, cuts it.</summary>
    private void BeginAnew(FileStream file)
    {
        try
        {
            string aside = AppendedFile.MoveAside(_path!);
            Open();
            _console.Warn($"the log {_path} was longer than {_maxLength} bytes: it is {aside} now; have it rotated");
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            file.SetLength(0);
            _console.Warn($"the log {_path} was longer than {_maxLength} bytes and could not be moved aside ({FileProblem.Describe(e)}): it begins anew; have it rotated");
        }
    }

    private void Fail(string notice)
    {
        if (!_failing)
            _console.Warn(notice);
        _failing = true;
    }

    private void Close()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // What could not be written was reported when it could not.
        }

        _writer = null;
    }

    private static StreamWriter OpenAppending(string path) => new(new FileStream(AppendedFile.Open(path), FileAccess.Write, BufferSize));
}
