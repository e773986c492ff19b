using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PortManager.Server.Files;
using PortManager.Server.Logging;

namespace PortManager.Server.Journal;

/// <summary>
/// What is allocated, on disk, so that a daemon that starts again knows it. Each change is one write of one line, made
/// before the client is answered: it is with the kernel then, and outlives the process. It is not forced to the disk:
/// after a crash of the whole system no server is left to be remembered. Not safe for several threads.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>The file is written anew when it is longer than this, and several times as long as it need be.</summary>
    private const long SmallestToCompact = 256 * 1024;
    private const int CompactFactor = 8;

    private readonly string _path;
    private readonly Notices _notices;
    private readonly HeldPorts _held;
    private readonly ArrayBufferWriter<byte> _line = new();
    private SafeFileHandle? _file;
    private long _length;
    private long _compactLength;
    private bool _failing;
    private bool _isClosed;

    private JournalFile(string path, HeldPorts held, Notices notices)
    {
        _path = path;
        _held = held;
        _notices = notices;
    }

    /// <summary>Whether the last write failed, so that the file is not true.</summary>
    public bool IsFailing => _failing;

    /// <summary>Every line written since the start.</summary>
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
        HeldPorts held = Read(path, out string? problem);
        var journal = new JournalFile(path, held, notices);
        if (problem is null || TryKeepAside(path, problem, notices, time))
            journal.Compact();
        else
            journal._failing = journal._isClosed = true;
        return journal;
    }

    public void Add(AllocationRecord allocation)
    {
        _held.Add(allocation);
        Append(new JournalEntry.Held(allocation));
    }

    public void Remove(int port)
    {
        if (_held.Remove(port))
            Append(new JournalEntry.Freed(port));
    }

    /// <summary>Tries again, where the last write failed, to have a journal that is true.</summary>
    public void Retry()
    {
        if (_failing && !_isClosed)
            Compact();
    }

    /// <summary>Leaves the file as it is: what changes from here on is not entered.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        _isClosed = true;
    }

    private static HeldPorts Read(string path, out string? problem)
    {
        problem = null;
        try
        {
            return File.Exists(path) ? JournalText.Read(File.ReadAllBytes(path), out problem) : new HeldPorts();
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            problem = FileProblem.Describe(e);
            return new HeldPorts();
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

    private void Append(JournalEntry entry)
    {
        Writes++;
        if (_failing || _file is null)
            return;
        try
        {
            _line.ResetWrittenCount();
            entry.Write(_line);
            // At an offset: what a failed write left behind is written over by the next.
            RandomAccess.Write(_file, _line.WrittenSpan, _length);
            _length += _line.WrittenCount;
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
            new JournalEntry.Header(JournalText.Version).Write(all);
            foreach (AllocationRecord allocation in _held.InOrder)
                new JournalEntry.Held(allocation).Write(all);
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

    private void Fail(Exception e)
    {
        if (!_failing)
            _notices.Warn($"cannot write the journal {_path} ({FileProblem.Describe(e)}): a restart would forget what is allocated from here on");
        _failing = true;
    }
}
