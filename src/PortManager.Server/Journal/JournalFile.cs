using System.Buffers;
using Microsoft.Win32.SafeHandles;
using PortManager.Client;
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

    private const string Name = "journal";
    private const string Draft = "journal.new";

    private readonly string _folder;
    private readonly string _path;
    private readonly Action<string> _warn;
    private readonly string? _boot;
    private readonly Action? _claim;
    private readonly JournaledPorts _held;
    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly ArrayBufferWriter<byte> _list = new();
    private SafeFileHandle? _file;
    private FileStatus? _left;
    private long _compactLength;
    private bool _isClosed;
    private bool _cannotWrite;

    private JournalFile(string folder, PastJournal past, string? boot, Action<string> warn, Action? claim)
    {
        _folder = folder;
        _path = Path.Combine(folder, Name);
        _boot = boot;
        _held = past.Contents.Held;
        Memory = past.Contents.Memory;
        _warn = warn;
        _claim = claim;
        IsBehind = past.State == PastState.Behind;
        KnowsThePast = IsBehind || past.State == PastState.Known;
        MayKeepConnections = KnowsThePast || past.State == PastState.Unreadable;
        _isClosed = past.State is PastState.Unreadable or PastState.InTheWay;
        _cannotWrite = IsBehind || _isClosed;
    }

    /// <summary>Which service had which free port last. The registry keeps it up to date; the file has it too.</summary>
    public PortMemory Memory { get; }

    /// <summary>
    /// Whether it says what was allocated when the last daemon ended. It does not if there was no file, none that could be read, or one of another start of
    /// the system.
    /// </summary>
    public bool KnowsThePast { get; }

    /// <summary>Whether connections of the last daemon may stay open: it is known which ports they hold, or the next daemon may know it.</summary>
    public bool MayKeepConnections { get; }

    /// <summary>
    /// Whether the last daemon could not write its last changes: what it says is true of connections that are still open, and of nothing else. Then <see cref="Retry"/> is
    /// to be called once the rest is removed.
    /// </summary>
    public bool IsBehind { get; }

    /// <summary>Whether the next daemon would not know from it what is allocated: the last write failed, or the folder is not the daemon's any more.</summary>
    public bool IsFailing => _cannotWrite || !IsInOwnFolder;

    /// <summary>Whether the next daemon would use the folder that it is in.</summary>
    public bool IsInOwnFolder { get; set; } = true;

    /// <summary>Every line entered since the start.</summary>
    public long Writes { get; private set; }

    /// <summary>What was allocated when the last daemon ended, in the order in which it was taken.</summary>
    public IEnumerable<AllocationRecord> Held => _held.InOrder;

    /// <summary>FREE requests that the last daemon carried out. It may have ended before it answered the latest.</summary>
    public IReadOnlyList<FreeRequest> FreeRequests => _held.FreeRequests;

    /// <summary>Opens the journal of a state folder, and begins an empty one if there is none that can be used.</summary>
    /// <param name="folder">The state folder.</param>
    /// <param name="warn">Takes warnings for the operator.</param>
    /// <param name="time">Names what is moved aside.</param>
    /// <param name="boot">This start of the system: what was allocated in another is over. Null if it is not known.</param>
    /// <param name="claim">Makes sure that the folder is this daemon's, when the journal is written anew; it throws if it is not.</param>
    public static JournalFile Open(string folder, Action<string> warn, TimeProvider time, string? boot = null, Action? claim = null)
    {
        try
        {
            using OpenFolder own = StateFolder.OpenOwn(folder);
            var journal = new JournalFile(folder, PastJournal.Read(own, Name, warn, time).In(boot), boot, warn, claim);
            if (journal._isClosed)
                journal.Mark(own);
            else if (!journal.IsBehind)
                journal.Compact(own);
            return journal;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            var none = new JournalFile(folder, PastJournal.Unknown(PastState.None), boot, warn, claim);
            none.Fail(e, isOurs: false);
            return none;
        }
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
        if (_lines.WrittenCount > 0 && !_cannotWrite && !_isClosed && _file is not null)
            Append();
        _lines.ResetWrittenCount();
    }

    /// <summary>Tries again to have a journal that is true, if the last write failed.</summary>
    public void Retry()
    {
        if (_cannotWrite && !_isClosed)
            WriteAnew();
    }

    /// <summary>Writes the journal anew if somebody has changed the file, or what is known of it, so that the next start would not believe it.</summary>
    public void Restore()
    {
        if (_cannotWrite || _isClosed)
            return;
        if (FileStatus.Of(_path) != _left)
            Replace();
        else if (JournalMark.TakeBack(_folder, () => _warn($"somebody has marked the journal {_path} as being behind, which it is not: the mark is removed")) is { } problem)
            Fail(problem);
    }

    /// <summary>Leaves the file as it is: what changes from here on is not in it.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _file?.Dispose();
        _file = null;
    }

    private void Enter(Change change)
    {
        // A rename is a removal and an addition of the same port, of which the second says all.
        if (change.Kind is ChangeKind.Added or ChangeKind.Moved)
            Add(AllocationRecord.Of(change));
        else if (!change.IsRename)
            Remove(new JournalEntry.Freed(change.Port, change.RequestPosition is { } place ? new RequestPlace(change.Holder!.Id, place) : null));
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
            // One that was cut would have its length again, with a hole in it.
            if (StatusOf(_file!) is not { } now || now != _left)
            {
                Replace();
                return;
            }

            RandomAccess.Write(_file!, _lines.WrittenSpan, now.Length);
            _left = StatusOf(_file!);
            if (_left?.Length > Math.Max(SmallestToCompact, CompactFactor * _compactLength))
                WriteAnew();
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Fail(e);
        }
    }

    private void Replace()
    {
        _warn($"somebody has changed or removed the journal {_path}: it is written anew");
        WriteAnew();
    }

    private void WriteAnew()
    {
        try
        {
            _claim?.Invoke();
            using OpenFolder folder = StateFolder.OpenOwn(_folder);
            Compact(folder);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // The folder is another daemon's, or there is none: nothing in it is marked.
            Fail(e, isOurs: false);
        }
    }

    /// <summary>Writes a new file that holds what is allocated and nothing else, and puts it in the old one's place.</summary>
    private void Compact(OpenFolder folder)
    {
        try
        {
            ReadOnlyMemory<byte> all = JournalText.Write(_boot, _held, Memory);
            folder.Delete(Draft);
            SafeFileHandle file = folder.Make(Draft, OpenFolder.OwnFile);
            try
            {
                RandomAccess.Write(file, all.Span, fileOffset: 0);
                folder.Rename(Draft, Name);
                JournalMark.Clear(folder);
            }
            catch
            {
                file.Dispose();
                throw;
            }

            _file?.Dispose();
            _file = file;
            _left = StatusOf(file);
            _compactLength = all.Length;
            _cannotWrite = false;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            Fail(e);
        }
    }

    private static FileStatus? StatusOf(SafeFileHandle file) => FileStatus.OfDescriptor((int)file.DangerousGetHandle());

    private void Fail(Exception e, bool isOurs = true)
    {
        if (_cannotWrite)
            return;
        _warn($"cannot write the journal {_path} ({FileProblem.Describe(e)}): a restart would forget what is allocated from here on");
        _cannotWrite = true;
        if (!isOurs)
            return;
        try
        {
            using OpenFolder folder = StateFolder.OpenOwn(_folder);
            Mark(folder);
        }
        catch (Exception further) when (FileProblem.Is(further))
        {
            // There is no folder any more, and so nothing in it to be believed.
        }
    }

    /// <summary>Has the next daemon know that this file is behind.</summary>
    private void Mark(OpenFolder folder)
    {
        try
        {
            JournalMark.Set(folder);
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            _warn($"cannot mark the journal {_path} as being behind ({FileProblem.Describe(e)}): the next start would believe it");
        }
    }
}
