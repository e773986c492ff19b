using System.Buffers;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PortManager.Server.Allocations;
using PortManager.Server.Files;

namespace PortManager.Server.Journal;

/// <summary>
/// What is allocated, on disk, so that a daemon that starts again knows it. Each change is one line. <see cref="Write"/> gives all changes of a
/// turn to the kernel at once, before any client is answered; so they outlive the process. Nothing is forced to the disk: after a crash of
/// the whole system no server is left to be remembered. Not safe for several threads.
/// </summary>
internal sealed class JournalFile : IJournal, IDisposable
{
    /// <summary>The file is written anew when it is longer than this, and several times as long as it need be.</summary>
    private const long SmallestToCompact = 256 * 1024;
    private const int CompactFactor = 8;

    private readonly string _path;
    private readonly Action<string> _warn;
    private readonly string? _boot;
    private readonly JournaledPorts _held;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly ArrayBufferWriter<byte> _list = new();
    private SafeFileHandle? _file;
    private long _length;
    private long _compactLength;
    private bool _isClosed;

    private JournalFile(string path, JournalContents contents, string? boot, Action<string> warn)
    {
        _path = path;
        _held = contents.Held;
        Memory = contents.Memory;
        _boot = boot;
        _warn = warn;
    }

    /// <summary>Which service had which free port last. Whoever allocates keeps it up to date; it is in the file as well.</summary>
    public PortMemory Memory { get; }

    /// <summary>
    /// Whether it says what was allocated when the last daemon ended. It does not if there was no file, none that could be read, or one of another start of
    /// the system.
    /// </summary>
    public bool KnowsThePast { get; private init; }

    /// <summary>Whether the last write failed, so that the file is not true.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Every line entered since the start.</summary>
    public long Writes { get; private set; }

    /// <summary>What was allocated when the last daemon ended, in the order in which it was taken.</summary>
    public IEnumerable<AllocationRecord> Held => _held.InOrder;

    /// <summary>FREE requests that the last daemon carried out. It may have ended before it answered the latest.</summary>
    public IReadOnlyList<FreeRequest> FreeRequests => _held.FreeRequests;

    /// <summary>
    /// Opens the journal of a state folder. One that cannot be read is moved aside, and an empty one begun. If even that fails it
    /// is left alone, and none is written.
    /// </summary>
    /// <param name="folder">The state folder.</param>
    /// <param name="warn">Takes warnings for the operator.</param>
    /// <param name="time">Names what is moved aside.</param>
    /// <param name="boot">This start of the system: what was allocated in another is over. Null if it is not known.</param>
    public static JournalFile Open(string folder, Action<string> warn, TimeProvider time, string? boot = null)
    {
        string path = Path.Combine(folder, "journal");
        JournalContents? contents = Read(path, out string? problem);
        bool isOver = contents?.Boot is { } before && boot is not null && before != boot;
        if (isOver)
            contents!.End();
        var journal = new JournalFile(path, contents ?? new JournalContents(), boot, warn) { KnowsThePast = contents is not null && problem is null && !isOver };
        if (problem is null || TryMoveAside(path, problem, warn, time))
            journal.Compact();
        else
            journal.IsFailing = journal._isClosed = true;
        return journal;
    }

    /// <summary>Writes changes. When it returns, the kernel has them.</summary>
    public void Write(IReadOnlyList<Change> changes)
    {
        for (int i = 0; i < changes.Count; i++)
            Enter(changes[i]);
        Commit();
    }

    public void Add(AllocationRecord allocation)
    {
        _held.Add(allocation);
        Enter(new JournalEntry.Held(allocation));
    }

    public void Remove(int port) => Remove(new JournalEntry.Freed(port));

    /// <summary>Writes what was entered. When it returns, the kernel has it.</summary>
    public void Commit()
    {
        if (_lines.WrittenCount > 0 && !IsFailing && !_isClosed && _file is not null)
            Append();
        _lines.ResetWrittenCount();
    }

    /// <summary>Tries again to have a journal that is true, if the last write failed.</summary>
    public void Retry()
    {
        if (IsFailing && !_isClosed)
            Compact();
    }

    /// <summary>Leaves the file as it is: what changes from here on is not in it.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _file?.Dispose();
        _file = null;
    }

    private static JournalContents? Read(string path, out string? problem)
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

    private static bool TryMoveAside(string path, string problem, Action<string> warn, TimeProvider time)
    {
        string aside = string.Create(CultureInfo.InvariantCulture, $"{path}.{time.GetUtcNow():yyyyMMdd-HHmmss}");
        string whatIsWrong = $"{path} is not a journal that this daemon can read ({problem})";
        try
        {
            File.Move(path, aside, overwrite: true);
            warn($"{whatIsWrong}: it is kept as {aside}, and what was allocated before is not known");
            return true;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            warn($"{whatIsWrong}, nor put aside ({FileProblem.Describe(e)}): a restart would forget what is allocated from here on");
            return false;
        }
    }

    private void Enter(Change change)
    {
        // A rename is a removal and an addition of the same port, of which the second says all.
        if (change.Kind is ChangeKind.Added or ChangeKind.Moved)
            Add(Record(change));
        else if (!change.IsRename)
            Remove(new JournalEntry.Freed(change.Port, change.RequestPosition is { } place ? new RequestPlace(change.Holder!.Id, place) : null));
    }

    private static AllocationRecord Record(Change change)
    {
        Allocation a = change.Allocation!;
        Holder holder = change.Holder!;
        return new(a.Port, a.Requested, change.Service, a.User, holder.Owner, a.Since, holder.Id, a.RequestPosition);
    }

    private void Remove(JournalEntry.Freed freed)
    {
        if (_held.Remove(freed) is not null)
            Enter(freed);
    }

    private void Enter(JournalEntry entry)
    {
        Writes++;
        entry.Write(_lines, _list);
    }

    private void Append()
    {
        try
        {
            RandomAccess.Write(_file!, _lines.WrittenSpan, _length);
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
            ReadOnlyMemory<byte> all = Snapshot();
            SafeFileHandle file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write, FileShare.Read | FileShare.Delete);
            try
            {
                RandomAccess.Write(file, all.Span, fileOffset: 0);
                File.Move(draft, _path, overwrite: true);
            }
            catch
            {
                file.Dispose();
                throw;
            }

            _file?.Dispose();
            _file = file;
            _length = _compactLength = all.Length;
            IsFailing = false;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Fail(e);
        }
    }

    private ReadOnlyMemory<byte> Snapshot()
    {
        var all = new ArrayBufferWriter<byte>();
        new JournalEntry.Header(JournalText.Version, _boot).Write(all, _list);
        foreach ((RequestPlace place, AllocationRecord released) in _held.FreeRequests)
        {
            new JournalEntry.Held(released).Write(all, _list);
            new JournalEntry.Freed(released.Port, place).Write(all, _list);
        }

        foreach (RememberedPort remembered in Memory.OldestFirst)
            new JournalEntry.Remembered(remembered).Write(all, _list);
        foreach (AllocationRecord allocation in _held.InOrder)
            new JournalEntry.Held(allocation).Write(all, _list);
        return all.WrittenMemory;
    }

    private void Fail(Exception e)
    {
        if (!IsFailing)
            _warn($"cannot write the journal {_path} ({FileProblem.Describe(e)}): a restart would forget what is allocated from here on");
        IsFailing = true;
    }
}
