using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PortManager.Server.Systemd;

/// <summary>
/// How much of each stored connection's input has been answered, in memory that outlives the process: systemd keeps its descriptor as it keeps
/// those of the connections. Writing a position is a few stores to memory. A connection is found by its socket's cookie, which is the same in every
/// process. Not safe for several threads.
/// </summary>
internal sealed unsafe partial class Ledger : IDisposable
{
    private const int Entries = 65536;
    private const int CloseOnExec = 1; // MFD_CLOEXEC

    // First all positions, close together, then all watches, of which few are ever written.
    private static readonly long s_length = (long)Entries * (sizeof(LedgerSlot) + sizeof(WatchSlot));

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly LedgerSlot* _slots;
    private readonly WatchSlot* _watches;
    private readonly Stack<int> _free = [];
    private readonly Dictionary<long, int> _byCookie = [];

    private Ledger(SafeFileHandle descriptor)
    {
        Descriptor = descriptor;
        _file = MemoryMappedFile.CreateFromFile(
            descriptor, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _slots = (LedgerSlot*)start;
        _watches = (WatchSlot*)(_slots + Entries);
        for (int i = Entries - 1; i >= 0; i--)
        {
            if (_slots[i].Connection == 0)
                _free.Push(i);
            else
                _byCookie[_slots[i].Cookie] = i;
        }
    }

    /// <summary>The memory, as a descriptor.</summary>
    public SafeFileHandle Descriptor { get; }

    /// <summary>An empty ledger; null where the system gives no memory for one.</summary>
    public static Ledger? Create()
    {
        var descriptor = new SafeFileHandle(CreateMemory("portmanager-ledger", CloseOnExec), ownsHandle: true);
        if (descriptor.IsInvalid || SetLength(descriptor, s_length) != 0)
        {
            descriptor.Dispose();
            return null;
        }

        return new Ledger(descriptor);
    }

    /// <summary>The ledger of the process before; null where this is none.</summary>
    public static Ledger? Open(SafeFileHandle descriptor)
    {
        try
        {
            if (RandomAccess.GetLength(descriptor) == s_length)
                return new Ledger(descriptor);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Not what it should be: the same as none.
        }

        descriptor.Dispose();
        return null;
    }

    /// <summary>An entry for a connection; null when there is no room.</summary>
    /// <param name="connection">Its number.</param>
    /// <param name="cookie">Its socket's cookie.</param>
    /// <param name="position">How far it is.</param>
    public LedgerEntry? Add(long connection, long cookie, LedgerPosition position)
    {
        if (!_free.TryPop(out int index))
            return null;
        LedgerEntry entry = EntryAt(index);
        entry.Position = position;
        entry.Watch = null;
        _slots[index].Cookie = cookie;
        _slots[index].Connection = connection;
        return entry;
    }

    /// <summary>The entry of a connection that the process before stored; null if it stored none with this cookie.</summary>
    public LedgerEntry? Find(long cookie) => _byCookie.TryGetValue(cookie, out int index) ? EntryAt(index) : null;

    /// <summary>Frees the entries that nobody has found to be of use: their connections are gone.</summary>
    public void KeepOnly(IReadOnlyList<LedgerEntry> entries)
    {
        HashSet<int> kept = [.. entries.Select(e => e.Index)];
        foreach (int index in _byCookie.Values.Where(i => !kept.Contains(i)))
            Remove(EntryAt(index));
        _byCookie.Clear();
    }

    public void Remove(LedgerEntry entry)
    {
        _slots[entry.Index].Connection = 0;
        _free.Push(entry.Index);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        Descriptor.Dispose();
    }

    private LedgerEntry EntryAt(int index) => new(_slots + index, _watches + index, index);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint CreateMemory(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int SetLength(SafeFileHandle descriptor, long length);
}
