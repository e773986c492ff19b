using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PortManager.Server.Files;
using PortManager.Server.Logging;

namespace PortManager.Server.Journal;

/// <summary>
/// What is allocated, on disk, so that a daemon that starts again knows it. Each change is one line. It is entered, in order, where
/// it happens, and written by <see cref="Commit"/> before the client is answered: it is with the kernel then, and outlives
/// the process. Where no client waits, as at the end of a connection, a thread of its own writes it soon. Nothing is forced to the
/// disk: after a crash of the whole system no server is left to be remembered.
/// </summary>
internal sealed class JournalFile : IJournal, IDisposable
{
    /// <summary>The file is written anew when it is longer than this, and several times as long as it need be.</summary>
    private const long SmallestToCompact = 256 * 1024;
    private const int CompactFactor = 8;

    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly Notices _notices;
    private readonly BackgroundWorker _worker;

    // What is held, and the lines that are to be written; whoever enters a change does not wait for the disk.
    private readonly Lock _entering = new();
    private readonly HeldPorts _held;
    private List<JournalEntry> _entered = [];
    private List<JournalEntry> _beingWritten = [];

    // The file, and room for what is written to it.
    private readonly Lock _writing = new();
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly ArrayBufferWriter<byte> _list = new();
    private SafeFileHandle? _file;
    private long _length;
    private long _compactLength;
    private volatile bool _failing;
    private volatile bool _isClosed;

    private JournalFile(string path, HeldPorts held, Notices notices)
    {
        _path = path;
        _held = held;
        _notices = notices;
        // What it has not written is not known to the next daemon: it does not rest longer where the disk is slow.
        _worker = new BackgroundWorker("journal", s_gathering, Commit, longestRest: s_gathering);
    }

    /// <summary>
    /// Whether it says what was allocated when the last daemon ended: not where there was no file, or none that could be read.
    /// </summary>
    public bool KnowsThePast { get; private init; }

    /// <summary>Whether the last write failed, so that the file is not true.</summary>
    public bool IsFailing => _failing;

    /// <summary>Every line entered since the start.</summary>
    public long Writes { get; private set; }

    /// <summary>What was allocated when the last daemon ended, for whatever is still there of it; who took it first comes first.</summary>
    public IEnumerable<AllocationRecord> Held => _held.InOrder;

    /// <summary>
    /// Opens the journal of a state folder. One that cannot be read is kept aside, and an empty one begun; where even that fails it
    /// is left alone, and none is written.
    /// </summary>
    public static JournalFile Open(string folder, Notices notices, TimeProvider time)
    {
        string path = Path.Combine(folder, "journal");
        HeldPorts? held = Read(path, out string? problem);
        var journal = new JournalFile(path, held ?? new HeldPorts(), notices) { KnowsThePast = held is not null && problem is null };
        if (problem is null || TryKeepAside(path, problem, notices, time))
            journal.Compact();
        else
            journal._failing = journal._isClosed = true;
        return journal;
    }

    public void Add(AllocationRecord allocation)
    {
        lock (_entering)
        {
            _held.Add(allocation);
            Enter(new JournalEntry.Held(allocation));
        }
    }

    public void Remove(int port)
    {
        lock (_entering)
        {
            if (_held.Remove(port))
                Enter(new JournalEntry.Freed(port));
        }
    }

    /// <summary>Has what was entered written soon, by another thread.</summary>
    public void CommitSoon() => _worker.Ask();

    /// <summary>Writes what was entered. When it returns, all that was entered before the call is with the kernel, whoever wrote it.</summary>
    public void Commit()
    {
        lock (_writing)
        {
            lock (_entering)
                (_beingWritten, _entered) = (_entered, _beingWritten);
            Append(_beingWritten);
            _beingWritten.Clear();
        }
    }

    /// <summary>Tries again, where the last write failed, to have a journal that is true.</summary>
    public void Retry()
    {
        lock (_writing)
        {
            if (_failing && !_isClosed)
                Compact();
        }
    }

    /// <summary>Writes what was entered, and leaves the file as it is then: what changes from here on is not in it.</summary>
    /// <param name="patience">How long it waits for a disk that hangs, twice at most.</param>
    public void Close(TimeSpan patience)
    {
        CommitSoon();
        bool isWritten = _worker.Finish(patience);
        _isClosed = true;
        if (!isWritten || !_writing.TryEnter(patience))
            return;
        _file?.Dispose();
        _file = null;
        _writing.Exit();
    }

    public void Dispose()
    {
        if (!_isClosed)
            Close(s_patience);
        _worker.Dispose();
    }

    private static HeldPorts? Read(string path, out string? problem)
    {
        problem = null;
        try
        {
            return File.Exists(path) ? JournalText.Read(File.ReadAllBytes(path), out problem) : null;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            problem = FileProblem.Describe(e);
            return null;
        }
    }

    private static bool TryKeepAside(string path, string problem, Notices notices, TimeProvider time)
    {
        string aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{time.GetUtcNow():yyyyMMdd-HHmmss}");
        string whatIsWrong = $"{path} is not a journal that this daemon can read ({problem})";
        try
        {
            File.Move(path, aside, overwrite: true);
            notices.Warn($"{whatIsWrong}: it is kept as {aside}, and what was allocated before is not known");
            return true;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            notices.Warn($"{whatIsWrong}, nor put aside ({FileProblem.Describe(e)}): a restart would forget what is allocated from here on");
            return false;
        }
    }

    private void Enter(JournalEntry entry)
    {
        Writes++;
        _entered.Add(entry);
    }

    private void Append(List<JournalEntry> entries)
    {
        if (entries.Count == 0 || _failing || _isClosed || _file is null)
            return;
        try
        {
            _lines.ResetWrittenCount();
            foreach (JournalEntry entry in entries)
                entry.Write(_lines, _list);
            RandomAccess.Write(_file, _lines.WrittenSpan, _length);
            _length += _lines.WrittenCount;
            if (_length > Math.Max(SmallestToCompact, CompactFactor * _compactLength))
                Compact();
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Fail(e);
        }
    }

    /// <summary>Writes a new file that holds what is allocated and nothing else, and puts it in the old one's place.</summary>
    private void Compact()
    {
        string draft = _path + ".new";
        try
        {
            var all = new ArrayBufferWriter<byte>();
            new JournalEntry.Header(JournalText.Version).Write(all, _list);
            foreach (AllocationRecord allocation in TakeAll())
                new JournalEntry.Held(allocation).Write(all, _list);
            SafeFileHandle file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete);
            try
            {
                RandomAccess.Write(file, all.WrittenSpan, fileOffset: 0);
                File.Move(draft, _path, overwrite: true);
            }
            catch
            {
                file.Dispose();
                throw;
            }

            _file?.Dispose();
            _file = file;
            _length = _compactLength = all.WrittenCount;
            _failing = false;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Fail(e);
        }
    }

    private AllocationRecord[] TakeAll()
    {
        lock (_entering)
        {
            _entered.Clear();
            return [.. _held.InOrder];
        }
    }

    private void Fail(Exception e)
    {
        if (!_failing)
            _notices.Warn($"cannot write the journal {_path} ({FileProblem.Describe(e)}): a restart would forget what is allocated from here on");
        _failing = true;
    }
}
